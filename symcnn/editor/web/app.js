// The page: an editor on the left, what the engine answers on the right.
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { pageLanguage, say, translatePage } from "./words.js";

const at = (id) => document.getElementById(id);
const first = JSON.parse(at("first").textContent);
const KEYWORDS = new Set(
    "input network block layer notation let assume repeat as for in when else head from use require if and or not".split(" "),
);

const language = StreamLanguage.define({
    token(stream) {
        if (stream.match(/#.*/)) return "comment";
        if (stream.match(/"[^"\n]*"?/)) return "string";
        if (stream.match(/\d+(\.\d+)?/)) return "number";
        const word = stream.match(/[^\W\d]\w*/);
        if (word) return KEYWORDS.has(word[0]) ? "keyword" : "variableName";
        stream.next();
        return null;
    },
});

// Colours are in the style sheet, where a dark page has others.
const kinds = ["comment", "string", "number", "keyword"];
const colours = HighlightStyle.define(kinds.map((kind) => ({ tag: tags[kind], class: `text-${kind}` })));

const mark = StateEffect.define();
const marks = StateField.define({
    create: () => Decoration.none,
    update(shown, change) {
        const found = change.effects.find((effect) => effect.is(mark));
        if (!found) return shown.map(change.changes);
        const [from, to] = found.value;
        return to > from ? Decoration.set([Decoration.mark({ class: "mistake" }).range(from, to)]) : Decoration.none;
    },
    provide: (field) => EditorView.decorations.from(field),
});

const editor = new EditorView({
    parent: at("text"),
    state: EditorState.create({
        doc: first.text,
        extensions: [
            basicSetup,
            language,
            syntaxHighlighting(colours),
            EditorView.darkTheme.of(matchMedia("(prefers-color-scheme: dark)").matches),
            marks,
            EditorView.lineWrapping,
            EditorView.updateListener.of((update) => update.docChanged && ask()),
        ],
    }),
});

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const waiting = new Map();
let last = 0;

function request(what, file) {
    const id = ++last;
    return new Promise((done) => {
        waiting.set(id, done);
        worker.postMessage({ id, request: what, file });
    });
}

worker.onmessage = ({ data }) => {
    if (data.ready) {
        state("ready");
        document.body.dataset.ready = "yes";
        return;
    }
    if (data.failed) {
        state("failed", data.failed);
        document.body.dataset.failed = "yes";
        return;
    }
    waiting.get(data.id)(data.answer);
    waiting.delete(data.id);
};
worker.onerror = () => state("failed", "");

let stated = ["loading"];
function state(...what) {
    stated = what;
    at("state").textContent = say(at("language").value, ...what);
}

// The numbers come first, the rest of the page when they stand; and while an answer is made, only the newest text waits.
const PATIENCE = 80; // milliseconds for a table; where it takes longer, the next one is first shown with its sums as derived
const PAUSE = 300; // and put into shorter forms once the reader pauses
let busy = false;
let again = false;
let slow = false;
let answering = Promise.resolve(); // ends when all that was asked is shown
let wake = () => {};

function ask() {
    again = busy;
    wake();
    if (!busy) answering = answerAll();
}

const pause = () =>
    new Promise((done) => {
        wake = done;
        setTimeout(done, PAUSE);
    });

async function answerAll() {
    busy = true;
    do {
        again = false;
        await answered(editor.state.doc.toString());
    } while (again);
    busy = false;
}

async function answered(text) {
    remember(text);
    const began = performance.now();
    const asked = {
        text,
        numbers: at("numbers").checked,
        language: at("language").value,
        equation: at("equation").value,
        unknown: at("unknown").value,
    };
    const drafted = slow;
    let took = 0;
    const order = drafted ? ["draft", "figure", "table"] : ["table", "figure"];
    for (const part of [...order, "solution", "sizes", "latex"]) {
        if (part === "latex" && !at("formulas").open) continue; // what nobody sees is not made
        if (part === "table" && drafted) await pause();
        if (again) return;
        const loaded = document.body.dataset.ready;
        const sent = performance.now();
        const answer = await request({ ...asked, parts: [part] });
        show(answer);
        if (part === "solution") at("solution").hidden = !answer.solution;
        if (part === "table" && loaded) slow = performance.now() - sent > PATIENCE;
        if (part === order[0]) took = Math.round(performance.now() - began);
        if (loaded && part !== "figure") state(part === "draft" && !answer.mistake ? "drafted" : "took", took);
        if (answer.mistake) return;
        if (part === order[0]) document.body.dataset.table = text;
        if (again) return;
    }
    document.body.dataset.shown = text; // all of the page is of this text
}

function show(answer) {
    const mistake = answer.mistake;
    at("right").classList.toggle("stale", Boolean(mistake));
    at("mistake").hidden = !mistake;
    const points = mistake && mistake.end !== undefined;
    editor.dispatch({ effects: mark.of(points ? [unit(mistake.start), unit(mistake.end)] : [0, 0]) });
    if (mistake) {
        const place = mistake.line ? `${mistake.line}:${mistake.column}: ` : "";
        at("mistake").textContent = `${place}${mistake.message}${mistake.hint ? `\n${mistake.hint}` : ""}`;
        return;
    }
    if ("draft" in answer) at("table").innerHTML = answer.draft;
    for (const part of ["table", "figure", "solution", "sizes"]) {
        if (part in answer) at(part).innerHTML = answer[part]; // made by the engine, which escapes what authors write
    }
    if ("latex" in answer) at("latex").textContent = answer.latex;
}

// Python counts characters, the editor counts UTF-16 units.
function unit(offset) {
    const text = [...editor.state.doc.toString()].slice(0, offset).join("");
    return Math.min(text.length, editor.state.doc.length);
}

// -- the text in the address ------------------------------------------------------------------------------------------

function remember(text) {
    const bytes = new TextEncoder().encode(text);
    const signs = Array.from(bytes, (byte) => String.fromCodePoint(byte)); // a call takes only so many arguments
    const coded = btoa(signs.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    history.replaceState(null, "", `#${coded}`);
}

function remembered() {
    try {
        const coded = location.hash.slice(1).replaceAll("-", "+").replaceAll("_", "/");
        return coded && new TextDecoder().decode(Uint8Array.from(atob(coded), (sign) => sign.codePointAt(0)));
    } catch {
        return "";
    }
}

const replace = (text) => editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });

// Another text in place of all of this one: the browser's Back returns.
function exchange(text) {
    history.pushState(null, "", location.href);
    replace(text);
}

window.onhashchange = () => {
    const text = remembered();
    if (text && text !== editor.state.doc.toString()) replace(text);
};

// -- what the reader does ---------------------------------------------------------------------------------------------

at("numbers").onchange = ask;
at("language").onchange = () => {
    translatePage(at("language").value);
    state(...stated);
    ask();
};
at("formulas").ontoggle = () => at("formulas").open && ask();
at("ask").onsubmit = (event) => {
    event.preventDefault();
    ask();
};
at("copy").onclick = () => navigator.clipboard.writeText(at("latex").textContent);
at("zoo").onchange = async () => {
    if (at("zoo").value) exchange((await request({ network: at("zoo").value })).text);
};
document.body.ondragover = (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
};
document.body.ondragleave = () => document.body.classList.remove("dropping");
document.body.ondrop = async (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    const [file] = event.dataTransfer.files;
    if (!file) return;
    const content = new Uint8Array(await file.arrayBuffer());
    await answering; // else what is still made of the text would cover what is said of the file
    const answer = await request({}, { name: file.name, content });
    if (answer.text) exchange(answer.text);
    else show(answer);
};

at("language").value = pageLanguage();
translatePage(at("language").value);
state("loading");
show(first);
if (at("language").value !== "en") ask();
const shared = remembered();
if (shared) replace(shared);
