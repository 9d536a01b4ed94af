import { createInterface, type Interface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text as readAll } from "node:stream/consumers";
import type { Context } from "./command.ts";
import { Failure, usage } from "./failure.ts";
import type { Input } from "./input.ts";

/** Asks before something is lost. A script must say --yes; `word` must be typed back when given. */
export async function confirm(input: Input, context: Context, question: string, word?: string): Promise<void> {
  if (input.flag("yes")) return;
  if (!context.out.canAsk)
    throw usage(`This asks first, and nobody is here to answer. ${question}`, "Add --yes to do it without a question.");
  const answer = await ask(word === undefined ? `${question} [y/N] ` : `${question}\nType ${word} to go on: `);
  const agreed = word === undefined ? /^y(es)?$/i.test(answer) : answer === word;
  if (!agreed) throw new Failure("wrong-state", "Nothing was changed.", "Answer yes when you mean it.");
}

/** A line typed on the terminal. */
async function ask(question: string): Promise<string> {
  return answerOf(createInterface({ input: process.stdin, output: process.stderr, terminal: true }), question);
}

/** A line typed on the terminal that is not shown. */
export async function askSecret(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // The reader first: it turns the terminal's own echo off, and one may type as soon as the question stands there.
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(question);
  try {
    return await answerOf(reader, "");
  } finally {
    process.stderr.write("\n");
  }
}

/** The line typed; Ctrl-C and Ctrl-D give the question up, which `question` alone would never tell. */
async function answerOf(reader: Interface, question: string): Promise<string> {
  const given = new AbortController();
  reader.once("close", () => given.abort());
  try {
    return (await reader.question(question, { signal: given.signal })).trim();
  } catch (error) {
    if (!given.signal.aborted) throw error;
    throw new Failure("wrong-state", "No answer was given. Nothing was changed.", "Try again, and answer.");
  } finally {
    reader.close();
  }
}

/** Everything that stands on the input. */
export async function readInput(): Promise<string> {
  return (await readAll(process.stdin)).trim();
}
