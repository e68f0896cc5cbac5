/** Starts `dockerlint lsp` and connects it with the editor; everything else is the server's work. */

import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn, type LanguageClientOptions } from "vscode-languageclient/node";

const SECTION = "dockerlint";
const FIX_ALL = "source.fixAll.dockerlint";
const SETTINGS = ["select", "ignore", "minConfidence", "context", "config"] as const;

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("dockerlint.restart", restart),
    vscode.commands.registerCommand("dockerlint.fixAll", fixAll),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("dockerlint.path") || event.affectsConfiguration("dockerlint.enable")) {
        await restart();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function start(): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  if (!settings.get<boolean>("enable", true)) {
    return;
  }
  const command = settings.get<string>("path", "dockerlint");
  const options: LanguageClientOptions = {
    documentSelector: [{ language: "dockerfile" }, { pattern: "**/{.dockerignore,*.dockerignore}", scheme: "file" }],
    initializationOptions: Object.fromEntries(SETTINGS.map((name) => [name, settings.get(name)])),
    synchronize: { configurationSection: SECTION },
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  };
  client = new LanguageClient(SECTION, "dockerlint", { command, args: ["lsp"] }, options);
  try {
    await client.start();
  } catch {
    client = undefined;
    await explainFailure(command);
  }
}

async function restart(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop();
  await start();
}

async function fixAll(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || client === undefined) {
    return;
  }
  await vscode.commands.executeCommand("editor.action.codeAction", { kind: FIX_ALL, apply: "ifSingle" });
}

async function explainFailure(command: string): Promise<void> {
  const settings = "Open Settings";
  const chosen = await vscode.window.showErrorMessage(
    `${command} lsp did not start. It comes with: pip install 'dockerlint[lsp]'`,
    settings,
  );
  if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "dockerlint.path");
  }
}
