import type { Api } from "./connect.ts";

/** One's saved SSH public keys. A rental keeps the keys it was made with, whatever happens to these. */
export function createSshKeys(api: Api) {
  return {
    list: async () => (await api.sshKeys.list.query({})).ssh_keys,
    /** `line`: one OpenSSH public key; without a `name` it gets its comment. `already_exists` if it is there. */
    save: (line: string, name?: string) =>
      api.sshKeys.create.mutate({ public_key: line, ...(name === undefined ? {} : { name }) }),
    delete: (id: string) => api.sshKeys.delete.mutate({ id }),
  };
}
