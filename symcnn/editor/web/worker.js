// The engine: Python in WebAssembly, in a thread of its own, so that the page never waits.
import { loadPyodide } from "./engine/pyodide.mjs";

const ready = start();
ready.catch((failure) => self.postMessage({ failed: String(failure.message).trim().split("\n").at(-1) }));

async function start() {
    const [python, packages] = await Promise.all([
        loadPyodide({ indexURL: new URL("./engine/", self.location).href }),
        fetch(new URL("./packages.zip", self.location)).then((found) => found.arrayBuffer()),
    ]);
    python.unpackArchive(packages, "zip", { extractDir: "/site" });
    python.runPython("import sys; sys.path.insert(0, '/site')");
    const engine = python.pyimport("symcnn.editor.playground");
    engine.answer('{"text": "input(9, 9, D); C1: conv(3, K)", "equation": "C1.D == 1", "unknown": "K"}');
    self.postMessage({ ready: true });
    return { answer: engine.answer, dropped: (name, content) => engine.dropped(name, python.toPy(content)) };
}

self.onmessage = async ({ data }) => {
    const engine = await ready;
    try {
        const request = { ...data.request };
        if (data.file) {
            request.file = engine.dropped(data.file.name, data.file.content);
        }
        self.postMessage({ id: data.id, answer: JSON.parse(engine.answer(JSON.stringify(request))) });
    } catch (failure) {
        const last = String(failure.message).trim().split("\n").at(-1);
        self.postMessage({ id: data.id, answer: { mistake: { message: last, hint: "", line: 0, column: 0 } } });
    }
};
