/// The one script of the staff's pages. They work without it: it shows times in the browser's own
/// zone, shows what is new, saves drafts, and takes single keys.
public enum Script {
  public static let staff = """
    "use strict";
    (() => {
    const body = document.body, html = document.documentElement;
    const one = (selector, within) => (within || document).querySelector(selector);
    const all = (selector, within) => [...(within || document).querySelectorAll(selector)];

    // Times.
    const forms = {
      hour: {hour: "2-digit", minute: "2-digit", hour12: false},
      day: {day: "numeric", month: "short"},
      year: {day: "numeric", month: "short", year: "numeric"}
    };
    const write = (form, time) =>
      new Intl.DateTimeFormat(html.lang + "-u-nu-latn", form).format(time);
    const showTimes = (within) => {
      const now = new Date();
      for (const element of all("time[datetime]", within)) {
        const time = new Date(element.dateTime);
        if (isNaN(time)) continue;
        const long = write(forms.year, time) + ", " + write(forms.hour, time);
        const sameDay = time.toDateString() === now.toDateString();
        const short = sameDay ? forms.hour
          : time.getFullYear() === now.getFullYear() ? forms.day : forms.year;
        element.textContent = element.dataset.form === "long" ? long : write(short, time);
        element.title = long;
      }
    };
    showTimes();
    for (const hint of all(".utc")) hint.hidden = true;

    // What is new: the page is asked for again, and its list takes the place of the old one. Where
    // a person would lose a selection, they are told instead.
    const lists = ".tips, .items, .answering, .head .count, .lock";
    const bar = one("#live");
    let waiting = null, isAsking = false, saveDraft = async () => {};
    const fetched = async () => {
      const place = new URL(location.href);
      place.searchParams.set("live", "1");
      const answer = await fetch(place);
      if (answer.redirected || !answer.ok) return null;
      return new DOMParser().parseFromString(await answer.text(), "text/html");
    };
    const isBusy = () => one(".pick input:checked") || one("details.more[open]") || one("dialog[open]");
    const refresh = async () => {
      if (isAsking) return;
      isAsking = true;
      try {
        const fresh = await fetched();
        if (!fresh) return;
        const focused = document.activeElement && document.activeElement.closest("[data-row]");
        const name = focused && (focused.id || one("a", focused)?.getAttribute("href"));
        const [before, after] = [all(lists), all(lists, fresh)];
        if (before.length !== after.length) { bar.hidden = false; return; }
        before.forEach((element, index) => {
          if (element.innerHTML === after[index].innerHTML) return;
          element.replaceWith(document.importNode(after[index], true));
        });
        showTimes(one("#main"));
        const again = name && rows().find(
          (row) => row.id === name || one("a", row)?.getAttribute("href") === name);
        if (again) focus(again);
      } catch { bar.hidden = false; } finally { isAsking = false; }
    };
    const changed = () => {
      if (isBusy()) { bar.hidden = false; return; }
      clearTimeout(waiting);
      waiting = setTimeout(refresh, 250);
    };
    // Nothing that was opened stays once the inbox is locked, whatever the server answers then.
    const locked = async () => {
      const saving = saveDraft();
      one("#main").replaceChildren();
      for (const box of all(".lock")) box.replaceChildren();
      try {
        await saving;
        const fresh = await fetched();
        if (!fresh) return location.reload();
        for (const part of ["#main", ".lock"])
          one(part)?.replaceWith(document.importNode(one(part, fresh), true));
        showTimes(one("#main"));
      } catch { bar.hidden = false; }
    };
    const live = body.dataset.live;
    if (live && window.EventSource) {
      const source = new EventSource(live);
      const here = one("[data-conversation]")?.dataset.conversation;
      const told = (event) => {
        let contact;
        try { contact = JSON.parse(event.data).contact; } catch {}
        if (!here || !contact || contact === here) changed();
      };
      source.addEventListener("locked", locked);
      for (const name of ["message", "reply", "conversation", "file", "forgotten", "gap", "unlocked"])
        source.addEventListener(name, told);
      if (here) source.addEventListener("presence", told);
      addEventListener("pagehide", () => source.close());
    }

    // Drafts.
    const text = one("textarea[data-draft]");
    if (text) {
      const state = one("#draft-state");
      let timer = null, saved = text.value, isTelling = false;
      const send = (path, fields) => fetch(path, {
        method: "POST", keepalive: true,
        body: new URLSearchParams({proof: body.dataset.proof, ...fields})
      });
      const save = async () => {
        const value = text.value;
        if (value === saved) return;
        try {
          if (!(await send(text.dataset.draft, {text: value})).ok) return;
          saved = value;
          state.textContent = state.dataset.saved;
        } catch {}
      };
      saveDraft = save;
      // Colleagues see that an answer is being written.
      const tell = (isAnswering) => {
        if (!isAnswering && !isTelling) return;
        isTelling = isAnswering;
        send(text.dataset.presence, {answering: isAnswering ? "1" : "0"}).catch(() => {});
      };
      text.addEventListener("input", () => {
        state.textContent = "";
        clearTimeout(timer);
        timer = setTimeout(save, 1200);
        if (!isTelling && text.value) tell(true);
      });
      setInterval(() => { if (document.hasFocus() && text.value) tell(true); }, 15000);
      text.form.addEventListener("submit", () => {
        clearTimeout(timer);
        saved = text.value;
        isTelling = false;
      });
      addEventListener("pagehide", () => tell(false));
    }

    // Keys. They are off in fields, and where a person switched them off.
    const rows = () => all("[data-row]");
    const focus = (row) => {
      const target = row.matches("[tabindex]") ? row : one("a.go", row);
      target.focus();
      row.scrollIntoView({block: "nearest"});
    };
    const move = (step) => {
      const list = rows();
      const here = list.findIndex((row) => row.contains(document.activeElement));
      const next = here < 0 ? (step > 0 ? 0 : list.length - 1) : here + step;
      if (list[next]) focus(list[next]);
    };
    const dialog = one("#keys"), box = one("#keys-on");
    const isOn = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };
    if (box) {
      box.checked = isOn();
      box.addEventListener("change", () => {
        try { localStorage.setItem("keys", box.checked ? "on" : "off"); } catch {}
      });
    }
    const keys = {
      j: () => move(1),
      k: () => move(-1),
      r: () => one("#text")?.focus(),
      e: () => one("[data-key=e]")?.click(),
      "/": () => (one("#words") || one(".back a"))?.focus(),
      "?": () => dialog?.showModal()
    };
    for (const button of all("[data-shows-keys]")) {
      button.hidden = false;
      button.addEventListener("click", () => dialog.showModal());
    }
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target.closest("input, select, textarea, dialog") || !isOn()) return;
      if (!Object.hasOwn(keys, event.key)) return;
      event.preventDefault();
      keys[event.key]();
    });
    })();

    """
}
