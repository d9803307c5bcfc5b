"""모델: choosing an engine and checking it, training an adapter from the library, its scores, promoting and
rolling back; each with its command.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from finetune.evaluate import COMPARED, decide_by_card, exam_from_library, read_exam
from finetune.methods import METHODS
from installer import background
from llm import load_chat_model
from llm.capability_check import probe
from llm.engines import ENGINES, engine_of, engines_alone
from llm.local.adapters import Adapter, active, list_adapters, roll_back
from llm.model_catalog import KNOWN_MODELS, find
from settings import ROOT, Settings
from ui.commands import models
from ui.commands.options import adapters_folder
from ui.commands.packages import BY_PIP, FAULTS, bring
from ui.escape import escape
from ui.jobs.trainings import Training, Trainings
from ui.quiz import countdown
from ui.session import assistant, chosen_settings, engine_name, error_text, shelf_key, shown_errors
from ui.texts.catalogue import t

SAMPLE_EXAM = ROOT / "samples" / "exam_history.jsonl"
MODEL_REFRESH_SECONDS = 1.0  # seconds
SCORES = tuple(f"{way}{kind}" for kind in COMPARED for way in ("base", "tuned"))


@st.cache_resource(show_spinner=False)
def jobs(settings_key: str, folder: str) -> Trainings:
    """The process's trainings for one owner's shelf."""
    del settings_key
    return Trainings(assistant().library, Path(folder))


def command(text: str) -> None:
    """The same in a terminal."""
    st.code(f"python3 run.py {text}", language="bash", wrap_lines=True)


def choose(settings: Settings, folder: Path) -> None:
    held = [str(path) for path in sorted((settings.library / "models").glob("*")) if (path / "config.json").is_file()]
    known = [
        *(engine.name for engine in engines_alone()),
        *held,
        *(one.id for one in KNOWN_MODELS if not one.served_only),
    ]
    name = st.selectbox(t("model_known"), known, format_func=describe_model, key="model-known")
    other = st.text_input(t("model_other"), key="model-other", placeholder=t("model_other_placeholder")).strip()
    wanted = other or name
    command(f"model use {wanted}")
    if st.button(t("model_use"), key="model-use", type="primary", icon=":material/check:"):
        with shown_errors():
            models.choose(wanted, folder, models.CONFIG_FILE)
            st.success(t("model_used"))
    if (one := find(wanted)) and not Path(wanted).exists():
        st.caption(t("model_pull"))
        command(f"model pull {one.id}")


def describe_model(name: str) -> str:
    """A model with its size, its memory at four bits and its licence."""
    if name in ENGINES:
        return engine_name(ENGINES[name])
    one = find(name)
    return f"{one.name} · 4-bit {one.memory_nf4} GiB · {one.licence or '?'}" if one else Path(name).name


def check(settings: Settings) -> None:
    """One real answer, one tool call, one quote, and what they cost."""
    command("model check")
    if not engine_of(settings).generative:
        st.caption(t("model_check_none"))
        return
    if st.button(t("model_check"), key="model-check", icon=":material/stethoscope:"):
        with st.spinner(t("model_busy")), shown_errors():
            st.session_state.probe = probe(load_chat_model(settings))
    if (found := st.session_state.get("probe")) is None:
        return
    speed, memory = found.tokens_per_second, found.memory_gib
    columns = st.columns(3)
    columns[0].metric(t("model_first"), f"{found.first_token_seconds:.1f} s")
    columns[1].metric(t("model_speed"), f"{speed:.1f}" if speed else "–")
    columns[2].metric(t("model_memory"), f"{memory:.1f} GiB" if memory else "–")
    st.markdown(f"**{t('model_answer')}** {escape(found.answer) or '–'}")
    st.markdown(f"**{t('model_call')}** {escape(found.call or '–')}")
    st.markdown(f"**{t('model_quote')}** {escape(found.quote or '–')}")
    if found.passed:
        st.success(t("model_passed"))
    else:
        st.warning(t("model_failed"))


def local_packages() -> None:
    """Torch and its family: whether they are there, how far they are, a button to bring them;
    looked at again while they come.
    """
    state = background.read_state()
    st.fragment(packages_state, run_every=MODEL_REFRESH_SECONDS if state.stage == "running" else None)(state.stage)


def packages_state(before: str) -> None:
    state = background.read_state()
    if state.stage != before:
        st.rerun()
    command("model packages --install")
    text = t(f"packages_{state.stage}", count=state.count, package=escape(state.package), seconds=round(state.seconds))
    if state.error:
        text += f" {t(f'packages_{state.error}') if state.error in FAULTS else escape(state.error)}"
    if state.stage == "running":
        st.progress(1 - 1 / (1 + state.count / 20), text=text)  # how many there will be is not known before the end
        return
    (st.error if state.stage == "failed" else st.caption)(text)
    if not state.managed:
        st.code(BY_PIP, language="bash", wrap_lines=True)
    elif state.stage != "ready" and st.button(t("packages_bring"), key="packages", icon=":material/download:"):
        with shown_errors():
            bring()
            st.rerun()


def train(settings: Settings, running: Trainings) -> None:
    base = st.text_input(t("model_base"), settings.model, key="train-base").strip()
    if "train-name" not in st.session_state:
        st.session_state["train-name"] = f"{countdown.now():%Y%m%d-%H%M%S}"
    name = st.text_input(t("model_name"), key="train-name").strip()
    columns = st.columns(3)
    method = columns[0].selectbox(t("model_method"), METHODS, key="train-method")
    epochs = columns[1].number_input(t("model_epochs"), 0.1, 100.0, 1.0, key="train-epochs")
    steps = columns[2].number_input(t("model_steps"), 0, 100_000, 0, key="train-steps", help=t("model_steps_help"))
    limit = f" --max-steps {steps}" if steps else ""
    command(f"finetune --base {base or 'MODEL'} --name {name} --method {method} --epochs {epochs:g}{limit}")
    busy = bool(running.last and running.last.active)
    if st.button(t("model_train"), key="train", disabled=busy or not base, icon=":material/model_training:"):
        from finetune.adapter_training import TrainingRecipe

        with shown_errors():
            running.train(base, name, TrainingRecipe(method=method, epochs=epochs, max_steps=steps or -1))
            st.rerun()


def under_way(running: Trainings) -> None:
    """The last job, looked at again and again while it runs."""
    if (job := running.last) is not None:
        st.fragment(last_job, run_every=MODEL_REFRESH_SECONDS if job.active else None)(job, running)


def last_job(job: Training, running: Trainings) -> None:
    """How far it is, its loss, a way out; the whole page again when it has ended."""
    if job.active:
        label = f"{escape(job.name)}: {t(f'job_{job.kind}')} {job.done}/{job.total or '–'}"
        if job.seconds_left:
            label += f" · {t('seconds_left', seconds=round(job.seconds_left))}"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(job.share, text=label)
            if st.button(t("cancel"), key="train-cancel", icon=":material/close:", disabled=job.cancel.is_set()):
                running.cancel(job)
    else:
        show_outcome(job)
    if job.loss:
        st.line_chart({t("model_loss"): job.loss}, height=200)
    if st.session_state.get("job_seen") != (id(job), job.state):
        st.session_state.job_seen = (id(job), job.state)
        st.rerun()


def show_outcome(job: Training) -> None:
    name = escape(job.name)
    if job.state == "done":
        st.success(f"{name}: {t('job_done')}")
    elif job.state == "cancelled":
        st.info(f"{name}: {t('job_cancelled')}")
    else:
        st.error(f"{name}: {escape(error_text(job.error)) if job.error else t('unexpected')}")


def adapters(settings: Settings, folder: Path, running: Trainings) -> None:
    """The adapters on disk with their scores; what may be done with each."""
    found = list_adapters(folder)
    if not found:
        st.caption(t("model_no_adapters"))
        return
    st.dataframe([row(one) for one in found], hide_index=True)
    st.caption(escape(t("model_now", name=now.name if (now := active(folder)) else t("model_no_adapter"))))
    one = st.selectbox(t("model_adapter"), found, format_func=lambda a: a.name, key="adapter")
    allowed, why = decide_by_card(one.card.scores, one.card.losses) if one.card else decide_by_card({}, {})
    st.caption(escape(why))
    busy = bool(running.last and running.last.active)
    with st.container(horizontal=True):
        if st.button(t("model_exam"), key="adapter-exam", disabled=busy, icon=":material/quiz:"):
            with shown_errors():
                items = (
                    exam_from_library(assistant().library) if assistant().library.sources() else read_exam(SAMPLE_EXAM)
                )
                running.exam(one.base, one.name, items, settings.quantization)
                st.rerun()
        if st.button(t("model_promote"), key="adapter-promote", disabled=not allowed, icon=":material/upgrade:"):
            switch_adapter(one.name, folder, t("model_promoted", name=one.name))
        if st.button(t("model_off"), key="adapter-off", disabled=active(folder) is None, icon=":material/block:"):
            switch_adapter(models.NO_ADAPTER, folder, t("model_rolled", name=t("model_no_adapter")))
        if st.button(t("model_rollback"), key="adapter-rollback", icon=":material/undo:"):
            with shown_errors():
                back = roll_back(folder)
                st.session_state.adapter_said = t("model_rolled", name=back.name if back else t("model_no_adapter"))
                st.rerun()
    if said_last := st.session_state.pop("adapter_said", ""):
        st.success(escape(said_last))
    command(f"eval --adapter {one.name} --promote")
    command("model rollback")


def switch_adapter(name: str, folder: Path, text: str) -> None:
    """Choose an adapter, or the base alone. The app that runs follows at its next answer where
    it answers with these adapters.
    """
    with shown_errors():
        models.choose(name, folder, models.CONFIG_FILE)
        running = assistant().settings
        follows = engine_of(running).needs == "model" and Path(running.adapter).resolve() == folder.resolve()
        st.session_state.adapter_said = text if follows else f"{text} {t('model_restart')}"
        st.rerun()


def row(one: Adapter) -> dict[str, str]:
    scores, losses = (one.card.scores, one.card.losses) if one.card else ({}, {})
    told = {t(f"score_{name}"): f"{scores[name]:.0%}" if name in scores else "–" for name in SCORES}
    told |= {t(f"loss_{way}"): f"{losses[way]:.2f}" if way in losses else "–" for way in ("base", "tuned")}
    return {t("model_adapter"): f"{'● ' if one.active else ''}{one.name}", t("model_base"): one.base, **told}


def page() -> None:
    settings = chosen_settings()
    folder = adapters_folder(None, settings)
    running = jobs(shelf_key(), str(folder))
    st.caption(escape(f"{t('engine')}: {' '.join((settings.llm, settings.model, settings.adapter)).strip()}"))
    st.header(t("model_choose"))
    choose(settings, folder)
    if background.read_state().stage != "ready":
        st.header(t("packages"))
        local_packages()
    st.header(t("model_checking"))
    check(settings)
    st.header(t("model_training"))
    train(settings, running)
    under_way(running)
    st.header(t("model_adapters"))
    adapters(settings, folder, running)


st.title(t("model"))
with shown_errors():
    page()
