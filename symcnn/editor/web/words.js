// The page's own words; what the engine says it says in the language that it is asked for.
const WORDS = {
    en: {
        title: "symcnn playground",
        network: "network",
        numbers: "numbers",
        language: "language",
        text: "the text of the network",
        equation: "equation or condition",
        unknown: "unknown",
        for: "for",
        solve: "solve",
        copy: "copy",
        loading: "the engine is loading …",
        ready: "ready",
        failed: "the engine could not be loaded {}",
        took: "{} ms",
        drafted: "{} ms, shorter forms follow …",
    },
    zh: {
        title: "symcnn 演练场",
        network: "网络",
        numbers: "代入数值",
        language: "语言",
        text: "网络的文本",
        equation: "等式或条件",
        unknown: "未知数",
        for: "求",
        solve: "求解",
        copy: "复制",
        loading: "引擎正在加载 …",
        ready: "就绪",
        failed: "引擎未能加载 {}",
        took: "{} 毫秒",
        drafted: "{} 毫秒，正在化简 …",
    },
};

// The language that an address asks for (?lang=zh), else the reader's own.
export function pageLanguage() {
    const asked = new URLSearchParams(location.search).get("lang") || navigator.language;
    return asked.startsWith("zh") ? "zh" : "en";
}

export function say(language, key, value = "") {
    return WORDS[language][key].replace("{}", value).trim();
}

export function translatePage(language) {
    document.documentElement.lang = language;
    document.title = say(language, "title");
    for (const node of document.querySelectorAll("[data-word]")) node.textContent = say(language, node.dataset.word);
    for (const node of document.querySelectorAll("[data-label]")) node.ariaLabel = say(language, node.dataset.label);
}
