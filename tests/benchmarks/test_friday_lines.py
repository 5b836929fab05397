"""Lines of a draft and of the map a person makes of it are counted as the person would count them."""

from __future__ import annotations

import tomllib

from benchmarks.friday import lines

DRAFT = """\
# drafted from beds.xlsx
agency = "demo"

[source]
zone = "Asia/Jakarta"   # of times without an offset
# null = ["", "-"]      # 3 cells say "-"
ignore = ["No", "# HP"]

[[tables.facility-capacity]]
facility_id = "Kode RS"
# available_beds = "Kosong"
# bed_type: no column says it; one of
# bed_type = { value = "adult_icu" }
wide = [
  { bed_type = { value = "adult_icu" }, available_beds = "ICU kosong" },
  # { bed_type = { value = "other" }, available_beds = "VK kosong" },
]

# [codes.kelas]
# "Kelas 1" = "class_1"
"""


def test_a_map_is_as_long_as_its_lines_without_comments() -> None:
    assert lines.length(DRAFT) == 9


def test_statements_know_their_section_their_key_and_whether_they_are_only_proposed() -> None:
    found = {(one.section, one.key, one.proposed, one.within) for one in lines.statements(DRAFT)}
    block = "[[tables.facility-capacity]]#1"
    assert ("#1", "agency", False, "") in found
    assert ("[source]#1", "null", True, "") in found
    assert (block, "available_beds", True, "") in found
    assert (block, "", True, "wide") in found
    assert (block, '"Kelas 1"', True, "") in found
    assert sum(proposed for _, _, proposed, _ in found) == 6


def test_a_hash_inside_a_text_is_no_comment() -> None:
    ignored = next(one for one in lines.statements(DRAFT) if one.key == "ignore")
    assert ignored.text == 'ignore = ["No", "# HP"]'


def test_a_proposal_of_several_lines_is_one_statement() -> None:
    text = '# wide = [\n#   { bed_type = "a" },   # why\n#   { bed_type = "b" },\n# ]\n'
    (one,) = lines.statements(text)
    assert (one.key, one.proposed) == ("wide", True)
    assert len(tomllib.loads(one.text)["wide"]) == 2


def test_uncommenting_changing_adding_and_removing_each_touch_a_line() -> None:
    final = DRAFT.replace("# null", "null").replace('"Kode RS"', '"Kode"').replace('ignore = ["No", "# HP"]\n', "")
    final += '[codes.kelas]\n"Kelas 1" = "class_1"\n'
    touched = lines.edits(DRAFT, final)
    assert touched.written == (
        'null = ["", "-"]',
        'facility_id = "Kode"',
        "[codes.kelas]",
        '"Kelas 1" = "class_1"',
    )
    assert touched.removed == ('ignore = ["No", "# HP"]',)
    assert touched.count == 5


def test_a_map_left_as_drafted_has_no_edits_and_order_does_not_count() -> None:
    assert lines.edits(DRAFT, DRAFT).count == 0
    swapped = DRAFT.replace('zone = "Asia/Jakarta"   # of times without an offset\n', "")
    swapped = swapped.replace("[[tables", 'zone = "Asia/Jakarta"\n[[tables')
    assert lines.edits(DRAFT, swapped).count == 0


def test_every_line_of_an_uncommented_list_counts() -> None:
    draft, final = "# a = [\n#  1,\n# ]\n", "a = [\n 1,\n]\n"
    assert lines.edits(draft, final).count == 3


def statement(key: str = "", within: str = "") -> lines.Statement:
    found = (one for one in lines.statements(DRAFT) if one.proposed)
    return next(one for one in found if one.key == key and one.within == within)


def test_a_proposal_takes_the_place_of_the_line_with_its_key() -> None:
    final = '[[tables.facility-capacity]]\nfacility_id = "K"\navailable_beds = [\n  1,\n]\n'
    replaced = tomllib.loads(lines.replaced(final, statement("available_beds")))
    assert replaced["tables"]["facility-capacity"] == [{"facility_id": "K", "available_beds": "Kosong"}]


def test_a_proposal_without_a_line_to_replace_is_added_to_its_section() -> None:
    final = 'agency = "demo"\n[source]\nzone = "UTC"\n[[tables.facility-capacity]]\nfacility_id = "K"\n'
    replaced = tomllib.loads(lines.replaced(final, statement("null")))
    assert replaced["source"] == {"zone": "UTC", "null": ["", "-"]}
    assert tomllib.loads(lines.replaced('agency = "demo"\n', statement("null")))["source"] == {"null": ["", "-"]}


def test_a_proposed_entry_takes_the_place_of_its_likeness_or_is_added() -> None:
    final = (
        '[[tables.facility-capacity]]\nwide = [\n  { bed_type = { value = "hcu" }, available_beds = "VK kosong" },\n]\n'
    )
    replaced = tomllib.loads(lines.replaced(final, statement(within="wide")))
    wide = [{"bed_type": {"value": "other"}, "available_beds": "VK kosong"}]
    assert replaced["tables"]["facility-capacity"][0]["wide"] == wide
    other = final.replace('{ bed_type = { value = "hcu" }, available_beds = "VK kosong" }', "{ a = 1 }")
    assert '{ a = 1 },\n{ bed_type = { value = "other" }' in lines.replaced(other, statement(within="wide"))
