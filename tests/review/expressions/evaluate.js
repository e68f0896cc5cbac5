// Reads {"texts": […], "contexts": {…}} and writes each text with its ${{ … }} replaced, by GitHub's own evaluator.
import { readFileSync } from "node:fs";
import { Evaluator, Lexer, Parser, data } from "@actions/expressions";

const { texts, contexts } = JSON.parse(readFileSync(0, "utf8"));
const known = JSON.parse(JSON.stringify(contexts), data.reviver);

function value(expression) {
  const { tokens } = new Lexer(expression).lex();
  return new Evaluator(new Parser(tokens, Object.keys(contexts), []).parse(), known).evaluate().coerceString();
}

const replaced = texts.map((text) => text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression) => value(expression.trim())));
process.stdout.write(JSON.stringify(replaced));
