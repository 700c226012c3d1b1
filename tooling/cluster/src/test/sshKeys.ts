import ssh2 from "ssh2";

/**
 * A fresh ed25519 pair in OpenSSH's form. ssh2 1.17 cuts leading zero bytes off a public key, which makes one in 256
 * of its pairs unreadable: such a one is drawn again.
 */
export function newSshKeys(): { readonly private: string; readonly public: string } {
  for (;;) {
    const keys = ssh2.utils.generateKeyPairSync("ed25519");
    if (!(ssh2.utils.parseKey(keys.private) instanceof Error)) return keys;
  }
}
