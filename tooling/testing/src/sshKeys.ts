import { newSshKeys } from "@worldland/cluster/test/sshKeys";

/** A fresh ed25519 pair as `ssh-keygen` would write it: the private key's file, and the public key's line. */
export function testSshKeys(): { readonly private: string; readonly public: string } {
  return newSshKeys();
}
