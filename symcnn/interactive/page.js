"use strict";
/* function */
const told = JSON.parse(document.getElementById("told").textContent);
const all = (selector) => [...document.querySelectorAll(selector)];
const one = (kind, name) => all(`[data-${kind}]`).find((part) => part.dataset[kind] === name);

// What stands on the page more than once is written once, and copied to its other places.
for (const tag of ["math", "td"]) {
    const known = new Map(all(`${tag}[data-once]`).map((part) => [part.getAttribute("data-once"), part]));
    for (const part of all(`${tag}[data-as]`)) {
        part.replaceChildren(...known.get(part.getAttribute("data-as")).cloneNode(true).childNodes);
    }
}

const gcd = (a, b) => { a = a < 0n ? -a : a; while (b) [a, b] = [b, a % b]; return a; };
const reduced = ([a, b]) => { const d = gcd(a, b) || 1n; return b < 0n ? [-a / d, -b / d] : [a / d, b / d]; };

// A number as its reader types it: 224, 3/4, 0.75; null for anything else. It is exact.
const read = (text) => {
    const found = /^\s*(-?\d{1,12})(?:\.(\d{1,12})|\/(\d{1,12}))?\s*$/.exec(text);
    if (!found) return null;
    const [, whole, part, below] = found;
    if (part) return reduced([BigInt(whole + part), 10n ** BigInt(part.length)]);
    return below && !BigInt(below) ? null : reduced([BigInt(whole), BigInt(below ?? 1)]);
};
const written = ([a, b]) => b === 1n ? `${a}` : `${a}/${b}`;
const digits = (value) => `${value}`.replace(/\B(?=(\d{3})+$)/g, ",");
const shown = (value) => {
    if (!Array.isArray(value)) return digits(value);
    const [a, b] = reduced(value);
    return b === 1n ? digits(a) : `${digits(a)}/${digits(b)}`;
};

const controls = told.controls.map((row) => {
    const listed = row.listed?.map(read), first = read(row.first ?? ""), step = read(row.step ?? "");
    const at = (place) => listed ? listed[place]
        : reduced([first[0] * step[1] + step[0] * first[1] * BigInt(place), first[1] * step[1]]);
    return { ...row, at, start: read(row.start), slider: one("s", row.name), field: one("f", row.name), value: null };
});

// The stop of a slider that lies nearest to a value.
const nearest = (control, [a, b]) => {
    let low = 0, high = control.stops - 1;
    while (low < high) {
        const middle = low + high >> 1, [c, d] = control.at(middle);
        if (c * b < a * d) low = middle + 1; else high = middle;
    }
    return low;
};

const outputs = all("output[data-v]").map((part) => ({ part, place: Number(part.dataset.v), text: "" }));
const conditions = all("[data-c]");
const reason = document.getElementById("reason");

const judged = (control) => {
    if (control.value === null) return told.words.unread.replace("{}", () => control.name);
    return control.whole && control.value[1] !== 1n ? told.words.whole.replace("{}", () => control.name) : "";
};

function update() {
    const wrong = controls.map(judged);
    wrong.forEach((words, place) => controls[place].field.setAttribute("aria-invalid", words !== ""));
    const unread = wrong.find((words) => words !== "") ?? "";
    const [held, values] = unread ? [[], null]
        : network(...controls.map(({ whole, value }) => whole ? value[0] : value));
    conditions.forEach((part, place) => {
        part.classList.toggle("bad", held[place] === false);
        part.classList.toggle("held", held[place] === true);
    });
    const broken = conditions[held.indexOf(false)];
    const words = unread || (broken ? told.words.illegal.replace("{}", () => broken.innerText.trim()) : "");
    reason.hidden = words === "" && values !== null;
    reason.textContent = words;
    for (const output of outputs) {
        const text = values === null ? "–" : shown(values[output.place]);
        if (text !== output.text) output.part.textContent = output.text = text;
    }
}

let waiting = 0;
const soon = () => { waiting ||= requestAnimationFrame(() => { waiting = 0; update(); }); };
const hash = () => controls.filter(({ value }) => value)
    .map(({ name, value }) => `${encodeURIComponent(name)}=${written(value)}`).join("&");
let later = 0;
const kept = () => {
    clearTimeout(later);
    later = setTimeout(remember, 200);
};
// In the address; in a frame of a notebook, where there is none, whoever holds the frame is told.
function remember() {
    const values = Object.fromEntries(controls.filter(({ value }) => value).map(({ name, value }) => [name, written(value)]));
    if (window.parent !== window) window.parent.postMessage({ symcnn: values }, "*");
    else history.replaceState(null, "", controls.length ? `#${hash()}` : "");
}

function put(control, value, isTyped) {
    control.value = value;
    if (!isTyped && value) control.field.value = written(value);
    if (control.slider && value) control.slider.value = nearest(control, value);
}

function fromHash() {
    const pairs = location.hash.slice(1).split("&").map((pair) => pair.split("="));
    const given = new Map(pairs.filter(([name, value]) => name && value));
    for (const control of controls) {
        put(control, read(given.get(encodeURIComponent(control.name)) ?? "") ?? control.start, false);
    }
    update();
}

for (const control of controls) {
    control.slider?.addEventListener("input", () => {
        control.value = control.at(Number(control.slider.value));
        control.field.value = written(control.value);
        soon(); kept();
    });
    control.field.addEventListener("input", () => { put(control, read(control.field.value), true); soon(); kept(); });
}
document.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", fromHash);
fromHash();
