/** What a certificate signing request (PKCS #10) asks for, and nothing else than that. */
export type RequestedSubject = {
  readonly commonName: string;
  readonly organisations: readonly string[];
  /** Whether it has attributes: alternative names or anything else besides its subject and key. */
  readonly hasAttributes: boolean;
};

/**
 * Reads the subject of a PEM signing request; null for whatever is not exactly of that form. Its signature is the
 * signer's to verify. Only common name and organisation may occur, one to a relative name: anything else is null.
 */
export function readSigningRequest(pem: string): RequestedSubject | null {
  const base64 = /^-----BEGIN CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE REQUEST-----\s*$/.exec(
    pem,
  );
  if (base64?.[1] === undefined) return null;
  try {
    const [request] = children(Buffer.from(base64[1], "base64"));
    const [info] = children(expect(request, SEQUENCE));
    const [version, subject, , attributes] = children(expect(info, SEQUENCE));
    expect(version, INTEGER);
    const names = children(expect(subject, SEQUENCE)).map(readName);
    const commonNames = names.filter(({ type }) => type === COMMON_NAME);
    const organisations = names.filter(({ type }) => type === ORGANISATION).map(({ value }) => value);
    const [commonName] = commonNames;
    if (commonName === undefined || commonNames.length + organisations.length !== names.length) return null;
    if (commonNames.length !== 1) return null;
    const hasAttributes = attributes !== undefined && expect(attributes, ATTRIBUTES).length > 0;
    return { commonName: commonName.value, organisations, hasAttributes };
  } catch {
    return null;
  }
}

type Element = { readonly tag: number; readonly value: Buffer };

const INTEGER = 0x02;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const PRINTABLE_STRING = 0x13;
const SEQUENCE = 0x30;
const SET = 0x31;
const ATTRIBUTES = 0xa0;

/** DER of the object ids 2.5.4.3 and 2.5.4.10. */
const COMMON_NAME = "550403";
const ORGANISATION = "55040a";

/** One relative distinguished name: a set of one pair of type and text. */
function readName(relative: Element): { type: string; value: string } {
  const [pair, ...more] = children(expect(relative, SET));
  const [type, text, ...rest] = children(expect(pair, SEQUENCE));
  if (more.length + rest.length > 0 || text === undefined) throw new RangeError("a name of several parts");
  if (text.tag !== UTF8_STRING && text.tag !== PRINTABLE_STRING) throw new RangeError("a name that is no text");
  return { type: expect(type, OBJECT_ID).toString("hex"), value: text.value.toString("utf8") };
}

function expect(element: Element | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new RangeError("another kind of element");
  return element.value;
}

/** The DER elements that lie side by side in these bytes, to their very end. */
function children(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes.readUInt8(at);
    const first = bytes.readUInt8(at + 1);
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (lengthBytes > 4 || first === 0x80) throw new RangeError("a length out of bounds");
    const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
    const start = at + 2 + lengthBytes;
    if (start + length > bytes.length) throw new RangeError("an element beyond the end");
    found.push({ tag, value: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}
