// Starts the language server when a text in the language is opened, and ends it with the editor.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function activate() {
    const [command, ...args] = workspace.getConfiguration("symcnn").get("command");
    client = new LanguageClient("symcnn", "symcnn", { command, args }, { documentSelector: [{ language: "cnn" }] });
    return client.start();
}

function deactivate() {
    return client && client.stop();
}

module.exports = { activate, deactivate };
