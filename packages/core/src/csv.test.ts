import { expect, it } from "vitest";
import { csvLine } from "./csv.ts";

it("quotes what would break a line, and disarms what a spreadsheet would run", () => {
  expect(csvLine(["plain", "a,b", 'say "hi"', "two\nlines", ""])).toBe('plain,"a,b","say ""hi""","two\nlines",\r\n');
  expect(csvLine(["=1+1", "@x", "+1", "-cmd"])).toBe("'=1+1,'@x,'+1,'-cmd\r\n");
});

it("leaves numbers as they are", () => {
  expect(csvLine(["-12", "-0.000000000000000001", "42"])).toBe("-12,-0.000000000000000001,42\r\n");
});
