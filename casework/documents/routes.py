"""What each route of `goodname pack` needs: who may write it, whose names leave it, and which template it uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from casework.documents import authorities, helplines
from casework.documents.blocks import Document
from casework.documents.facts import CaseFacts
from casework.documents.masking import Kept
from data.removal_words import PackRoute
from data.words import Role

_LEADS = frozenset({Role.DSL, Role.DEPUTY_DSL})
_HEADS = _LEADS | {Role.HEADTEACHER, Role.CHAIR}
_COMMS = _HEADS | {Role.COMMS_LEAD, Role.DIRECTOR, Role.PLATFORM_OWNER}

WRITERS: Mapping[PackRoute, frozenset[Role]] = {
    PackRoute.POSH: _COMMS,
    PackRoute.PLATFORM: _COMMS,
    PackRoute.S5: _COMMS,
    PackRoute.LADO: _HEADS,
    PackRoute.POLICE: _HEADS | {Role.DIRECTOR},
    PackRoute.MASH: _LEADS,
    PackRoute.RHC: _COMMS,
    PackRoute.IWF: _LEADS,
    PackRoute.CEOP: _LEADS,
    PackRoute.OFCOM: _COMMS,
    PackRoute.ICO: _COMMS | {Role.DPO},
    PackRoute.DPO: _COMMS | {Role.DPO, Role.ACCOUNT_OWNER},
    PackRoute.CPOMS: _HEADS,
    PackRoute.PARENT: _HEADS | {Role.DIRECTOR, Role.COMMS_LEAD},
    PackRoute.PARENT_CHILD: _HEADS | {Role.DIRECTOR, Role.COMMS_LEAD},
    PackRoute.PARENT_SHOWN: _HEADS | {Role.DIRECTOR, Role.COMMS_LEAD},
    PackRoute.STAFF: _HEADS | {Role.DIRECTOR},
    PackRoute.OWNER: _COMMS,
    PackRoute.ERASURE: _COMMS | {Role.DPO},
    PackRoute.WIKIPEDIA: _COMMS,
    PackRoute.REPLY: _COMMS,
    PackRoute.EVIDENCE: _COMMS,
}

_AS_CAPTURED = frozenset({PackRoute.LADO, PackRoute.POLICE, PackRoute.MASH, PackRoute.CPOMS, PackRoute.EVIDENCE})
"""Authorities and the school's own record get the words as captured; everybody else gets them without names."""

DOCUMENTS: Mapping[PackRoute, Callable[[CaseFacts], Document]] = {
    PackRoute.POSH: helplines.posh,
    PackRoute.RHC: helplines.report_harmful_content,
    PackRoute.OFCOM: helplines.ofcom,
    PackRoute.ICO: helplines.ico,
    PackRoute.IWF: helplines.iwf,
    PackRoute.LADO: authorities.lado,
    PackRoute.POLICE: authorities.police,
    PackRoute.MASH: authorities.mash,
    PackRoute.CEOP: authorities.ceop,
    PackRoute.CPOMS: authorities.cpoms,
}

TEMPLATES: Mapping[PackRoute, str] = {
    PackRoute.PARENT: "t01_parent",
    PackRoute.PARENT_CHILD: "t02_parent_child",
    PackRoute.S5: "t03_section5",
    PackRoute.POSH: "t05_posh",
    PackRoute.REPLY: "t06_reply",
    PackRoute.STAFF: "t07_staff",
    PackRoute.OWNER: "t08_owner",
    PackRoute.PARENT_SHOWN: "t09_parent_shown",
    PackRoute.DPO: "t11_dpo",
    PackRoute.LADO: "t12_authority",
    PackRoute.POLICE: "t12_authority",
    PackRoute.MASH: "t12_authority",
    PackRoute.ERASURE: "t13_erasure",
    PackRoute.WIKIPEDIA: "t14_oversight",
}
"""Routes with a template; those that are documents too use it for a text or a Word file."""

NEEDS_A_GROUND = frozenset({PackRoute.POSH, PackRoute.PLATFORM, PackRoute.S5, PackRoute.RHC, PackRoute.ERASURE})
"""What is not drafted for fair criticism, an opinion or the truth."""


REACHES_THE_POSTER = frozenset({PackRoute.REPLY, PackRoute.PARENT, PackRoute.PARENT_CHILD, PackRoute.ERASURE})
"""What tells the poster, or the public, that the school knows: not before the LADO has advised on an allegation."""

REMOVES = frozenset({PackRoute.PLATFORM, PackRoute.S5, PackRoute.POSH, PackRoute.RHC})
"""What asks for removal: to be held until the LADO or the police have advised, who may need the post."""


def names_kept_out(route: PackRoute, *, restricted: bool) -> Kept:
    """Return whose names leave the document of this route."""
    if route in _AS_CAPTURED:
        return Kept(children=False, staff=restricted, restricted=restricted)
    return Kept(children=True, staff=restricted or route is not PackRoute.S5, restricted=restricted)
