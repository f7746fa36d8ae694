// The page of a network inside a notebook's cell: in a frame of its own, which may run its script and nothing else.
export default {
    render({ model, el }) {
        const frame = document.createElement("iframe");
        frame.setAttribute("sandbox", "allow-scripts");
        frame.style.cssText = `width: 100%; height: ${model.get("height")}px; border: 0;`;
        frame.srcdoc = model.get("page");
        const heard = (event) => {
            if (event.source !== frame.contentWindow || typeof event.data?.symcnn !== "object") return;
            model.set("values", event.data.symcnn);
            model.save_changes();
        };
        addEventListener("message", heard);
        el.append(frame);
        return () => removeEventListener("message", heard);
    },
};
