"""The school's rules: the profile, each rule in words, and changing them where roles allow."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import desk
from dashboard.components.plain_table import plain_table
from dashboard.components.problem import refusal, told
from dashboard.policy.saving import LATER, save
from data.errors import GoodnameError
from pipelines.policy_view import PolicySeen, RuleSeen, policy_seen, profiles, what_would_change
from pipelines.settings_desk import may_change

_REFUSED, _TOLD = "policy-refused", "policy-told"
_AS_PROFILE = ""


def rules() -> None:
    """Show the rules."""
    refused, done = st.session_state.pop(_REFUSED, None), st.session_state.pop(_TOLD, None)
    if isinstance(refused, GoodnameError):
        refusal(refused)
    if done:
        told(done)
    policy = policy_seen(home=desk.home())
    changes = may_change(home=desk.home(), viewer=desk.viewer(), table="policy")
    st.markdown(f"**{policy.title}.** {policy.summary}")
    if changes:
        _profile(policy)
    else:
        st.caption("The headteacher and the safeguarding lead change the policy.")
    st.subheader("The rules")
    plain_table(
        "The rules",
        ("Rule", "Here", "Set by"),
        [(rule.wording, rule.now, "School" if rule.is_changed else "Profile") for rule in policy.rules],
        stacks=True,
    )
    if changes:
        _change(policy.rules)


def _profile(policy: PolicySeen) -> None:
    names = profiles()
    chosen = st.selectbox(
        "Profile",
        list(names),
        index=list(names).index(policy.profile),
        format_func=lambda key: names[key],
        key="policy-profile",
    )
    if chosen == policy.profile:
        return
    differences = what_would_change(home=desk.home(), chosen=chosen)
    plain_table(
        "What the profile would change",
        ("Rule", "Now", "Then"),
        [(one.wording, one.now, one.then) for one in differences],
        stacks=True,
    )
    st.caption("Rules that the school set itself stay as they are. Published posts are judged anew by the next audit.")
    st.button(
        "Save the profile",
        key="main-save-profile",
        type="primary",
        icon=":material/check:",
        on_click=_save,
        args=("profile", chosen),
    )


def _change(all_rules: Sequence[RuleSeen]) -> None:
    named = {rule.name: rule for rule in all_rules if rule.choices}
    with st.expander("Change a rule", icon=":material/edit:"):
        name = st.selectbox(
            "Which rule", list(named), format_func=lambda key: named[key].wording, key="policy-which", index=None
        )
        if name is None:
            st.caption("Rules with a number or a list are changed by ICT, in `school.toml`.")
            return
        rule = named[name]
        words = [_AS_PROFILE, *rule.choices]
        chosen = st.selectbox(
            "What becomes of it",
            words,
            index=words.index(rule.own or _AS_PROFILE),
            format_func=lambda word: rule.choices.get(word) or f"As the profile says: {_small(rule.in_profile)}",
            key=f"policy-{name}",
        )
        st.button("Save the rule", key="save-rule", on_click=_save, args=(name, chosen or None))


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _save(name: str, value: str | None) -> None:
    try:
        save({("policy", name): value})
    except GoodnameError as error:
        st.session_state[_REFUSED] = error
        return
    st.session_state[_TOLD] = f"Saved. {LATER}"
