import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { compileEnter, hasCompiler } from "./test/container.ts";

const folder = mkdtempSync(join(tmpdir(), "worldland-enter-"));
const enter = join(folder, "enter");
const has = hasCompiler();

beforeAll(() => {
  if (has) compileEnter(enter, { ENV_FILE: join(folder, "env.json"), IMAGE_ENV: join(folder, "image") });
});

beforeEach((context) => {
  if (!has) context.skip("There is no C compiler here.");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("hands over every value of env.json as it is, whatever is in it", () => {
  const name = fc.stringMatching(/^W_[A-Za-z0-9_]{1,12}$/);
  const value = fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll("\0", ""));
  const hard = { W_a: "$(reboot) `x` '\"\\ \n\r\t end", W_b: "한국어 😀 \u007f\u0080\uffff", W_c: "" };
  fc.assert(
    fc.property(fc.dictionary(name, value, { maxKeys: 6 }), fc.boolean(), (env, isEscaped) => {
      const json = JSON.stringify(env, null, isEscaped ? 2 : 0);
      const shown = sessionOf(isEscaped ? json.replace(/[^\n\x20-\x7e]/g, escaped) : json);
      expect(Object.fromEntries(Object.entries(shown).filter(([key]) => key.startsWith("W_")))).toEqual(env);
    }),
    {
      numRuns: 20,
      examples: [
        [hard, false],
        [hard, true],
        [{}, false],
      ],
    },
  );
});

it.each([
  "",
  "{",
  "null",
  "[]",
  '{"W_a"',
  '{"W_a":1}',
  '{"W_a":"\\u12"}',
  '{"W_a":"\\ud800\\u0041"}',
  '{"W_a":"x',
  "}{",
])("lets a session in whose env.json is %j", (text) => {
  expect(sessionOf(text).IMAGE_WORD).toBe("of the image");
});

it("prefers the customer's words to sshd's, sshd's to the image's, but for the PATH", () => {
  const shown = sessionOf('{"LANG":"ko_KR.UTF-8"}');
  expect(shown).toMatchObject({ LANG: "ko_KR.UTF-8", TERM: "of sshd", PATH: "/image/bin:/usr/bin:/bin", USER: "root" });
  expect(shown.SSH_ORIGINAL_COMMAND).toBe(undefined);
});

/** The environment as a script sees it: a command's shell would read this machine's ~/.bashrc first. */
function sessionOf(envJson: string): Record<string, string | undefined> {
  writeFileSync(join(folder, "env.json"), envJson);
  writeFileSync(join(folder, "image"), "PATH=/image/bin:/usr/bin:/bin\0TERM=of the image\0IMAGE_WORD=of the image\0");
  writeFileSync(join(folder, "script"), "exec env -0\n");
  const env = { PATH: "/sshd", TERM: "of sshd", SSH_ORIGINAL_COMMAND: "exit 1" };
  const { stdout, status } = spawnSync(enter, [join(folder, "script")], { env, encoding: "utf8" });
  expect(status).toBe(0);
  const entries = stdout.split("\0").filter((entry) => entry !== "");
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
