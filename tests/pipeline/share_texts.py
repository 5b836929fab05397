"""What the tests of journeys write: texts of a share.toml, and the sources it names."""

from __future__ import annotations

HEAD = """\
format = "opendata-share/share@1"
agency = "demo"
keys = "keys"
[destinations.public]
policy = "open"
into = "public"
"""
POSTS = """\
[datasets.posts]
source = "posts.csv"
to = "fire-station"
"""
FLEET = """\
[datasets.fleet]
source = "fleet.csv"
to = "fleet-count"
references = { fire-station = "posts" }
"""
GOOD = "id,name,station_type,country\ndemo:1,Pos Satu,post,ID\ndemo:2,Pos Dua,post,ID\n"
BAD = GOOD + "demo:3,Pos Tiga,palace,ID\n"
COUNTS = "holder_type,holder_id,unit_type,as_of,total\nstation,demo:1,fire_apparatus,2026-01-01,3\n"
