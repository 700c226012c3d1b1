import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSigningRequest } from "./signingRequest.ts";

// Made with openssl, for one key: `openssl req -new -key KEY -subj SUBJECT`.
const PLAIN =
  "MIHvMIGWAgEAMDQxFTATBgNVBAoMDHN5c3RlbTpub2RlczEbMBkGA1UEAwwSc3lzdGVtOm5vZGU6bm9kZS1hMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEyzf0zr5SJBK5kn3ctz7OBG/XBpiiDt9AhIBh/UBGiriOgLngMGYqp3yxs7VGr4z4JYcfX5xgcJ7bzL5Xim3H8KAAMAoGCCqGSM49BAMCA0gAMEUCIB/6aEvNYatsBCcXHHEh5xpmLlfzOC1rNoa2C1EI5BimAiEA6Phmqo6T5WHR1Jqc/65beckHDCfYk7dViia3HXWgxT8=";
const WITH_ALTERNATIVE_NAME =
  "MIIBEDCBuAIBADA0MRUwEwYDVQQKDAxzeXN0ZW06bm9kZXMxGzAZBgNVBAMMEnN5c3RlbTpub2RlOm5vZGUtYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMs39M6+UiQSuZJ93Lc+zgRv1waYog7fQISAYf1ARoq4joC54DBmKqd8sbO1Rq+M+CWHH1+cYHCe28y+V4ptx/CgIjAgBgkqhkiG9w0BCQ4xEzARMA8GA1UdEQQIMAaCBGV2aWwwCgYIKoZIzj0EAwIDRwAwRAIgP82E2i6pIXW0YfpAvPlzTWWnw+xRdLQxgbrjuuRuODMCIA6l6zwcGakeafaAeP3jQxTF8cw738Tt3Z73N7fNNT37";
const TWO_NAMES =
  "MIIBCzCBswIBADBRMRUwEwYDVQQKDAxzeXN0ZW06bm9kZXMxGzAZBgNVBAMMEnN5c3RlbTpub2RlOm5vZGUtYTEbMBkGA1UEAwwSc3lzdGVtOm5vZGU6bm9kZS1iMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEyzf0zr5SJBK5kn3ctz7OBG/XBpiiDt9AhIBh/UBGiriOgLngMGYqp3yxs7VGr4z4JYcfX5xgcJ7bzL5Xim3H8KAAMAoGCCqGSM49BAMCA0cAMEQCIBCvMkUc8IUFo7JWsyCXJJLp/uz179d6kcjJeO0N05CNAiB81XlB6MP+hRys6nZ/2ibL+xkzUCy3yVrx9JiJfxgyAA==";
const TWO_GROUPS =
  "MIIBCDCBrwIBADBNMRUwEwYDVQQKDAxzeXN0ZW06bm9kZXMxFzAVBgNVBAoMDnN5c3RlbTptYXN0ZXJzMRswGQYDVQQDDBJzeXN0ZW06bm9kZTpub2RlLWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATLN/TOvlIkErmSfdy3Ps4Eb9cGmKIO30CEgGH9QEaKuI6AueAwZiqnfLGztUavjPglhx9fnGBwntvMvleKbcfwoAAwCgYIKoZIzj0EAwIDSAAwRQIgQzxxseGsAdnAdKGm7YPzvHtWy7QzxzmC3S88NZZvnUICIQCqVvE34KjMJ/WwZEl/z3hhM2+UAFGMLGo7Hp8DXb8UNQ==";
const WITH_UNIT =
  "MIH7MIGiAgEAMEAxFTATBgNVBAoMDHN5c3RlbTpub2RlczEKMAgGA1UECwwBeDEbMBkGA1UEAwwSc3lzdGVtOm5vZGU6bm9kZS1hMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEyzf0zr5SJBK5kn3ctz7OBG/XBpiiDt9AhIBh/UBGiriOgLngMGYqp3yxs7VGr4z4JYcfX5xgcJ7bzL5Xim3H8KAAMAoGCCqGSM49BAMCA0gAMEUCIQCCuPPfPi5/uv9sC/jVmc7U/VYmby/zy1i6coQ2AShLhgIgQmJWMfSKDHZyUAwbGTYJhyCrthdAVMRWoC9p+MhGuTQ=";
const NAME_OF_TWO_PARTS =
  "MIHtMIGUAgEAMDIxMDATBgNVBAoMDHN5c3RlbTpub2RlczAZBgNVBAMMEnN5c3RlbTpub2RlOm5vZGUtYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMs39M6+UiQSuZJ93Lc+zgRv1waYog7fQISAYf1ARoq4joC54DBmKqd8sbO1Rq+M+CWHH1+cYHCe28y+V4ptx/CgADAKBggqhkjOPQQDAgNIADBFAiA6rC1hfWktaSMv8GInUd8a0Bt4u8v+rfny3T8oURUEmwIhANiBDNBgPSG3GaIT2B7H1KwPPb6IBxzHN1SKZ5YK2Dl7";

function pem(base64: string): string {
  return `-----BEGIN CERTIFICATE REQUEST-----\n${base64.match(/.{1,64}/g)?.join("\n")}\n-----END CERTIFICATE REQUEST-----\n`;
}

describe("a signing request", () => {
  it("is read as far as its subject goes", () => {
    expect(readSigningRequest(pem(PLAIN))).toEqual({
      commonName: "system:node:node-a",
      organisations: ["system:nodes"],
      hasAttributes: false,
    });
    expect(readSigningRequest(pem(WITH_ALTERNATIVE_NAME))?.hasAttributes).toBe(true);
    expect(readSigningRequest(pem(TWO_GROUPS))?.organisations).toEqual(["system:nodes", "system:masters"]);
  });

  it.each([
    ["two common names", pem(TWO_NAMES)],
    ["an attribute of another kind", pem(WITH_UNIT)],
    ["a name of two parts", pem(NAME_OF_TWO_PARTS)],
    ["two requests", pem(PLAIN) + pem(PLAIN)],
    ["a certificate", pem(PLAIN).replaceAll("CERTIFICATE REQUEST", "CERTIFICATE")],
    ["no PEM", PLAIN],
    ["nothing", ""],
  ])("with %s is none", (_what, text) => {
    expect(readSigningRequest(text)).toBe(null);
  });

  it("cut or changed anywhere is read or is none, and never breaks the reader", () => {
    const bytes = Buffer.from(PLAIN, "base64");
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
        const changed = Buffer.from(bytes)
          .fill(value, at, at + 1)
          .subarray(0, length);
        const read = readSigningRequest(pem(changed.toString("base64")));
        if (read !== null) expect(typeof read.commonName).toBe("string");
      }),
    );
  });
});
