"""Answers that need several tables: how many vehicles, which facility is nearest and has room, how fast help came.

What lives here: three verbs over rows of the shared schemas, their frozen answers, and `answer_page`, which says them
all on one HTML page of public figures. What this package must not know: where rows come from (anything with
`__arrow_c_stream__` will do), how they were validated, and any file.

What is unknown stays unknown: a null is never a zero, a row that cannot be used is counted, and every figure says how
old it is.
"""

from ._finding import Finding
from ._fleet import fleet
from ._fleet_figure import Fleet, FleetFigure
from ._great_circle import EARTH_RADIUS_M, great_circle_m
from ._nearest import nearest_facilities
from ._nearest_answer import NearestFacilities, NearestFacility
from ._response_figure import ResponseFigure, ResponseTimes
from ._response_times import response_times
from .page import ANSWERED_FROM, PUBLIC, AnswerSource, answer_columns, answer_page

__all__ = [
    "ANSWERED_FROM",
    "EARTH_RADIUS_M",
    "PUBLIC",
    "AnswerSource",
    "Finding",
    "Fleet",
    "FleetFigure",
    "NearestFacilities",
    "NearestFacility",
    "ResponseFigure",
    "ResponseTimes",
    "answer_columns",
    "answer_page",
    "fleet",
    "great_circle_m",
    "nearest_facilities",
    "response_times",
]
