import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CHECKOUT, readOptions } from "./options.ts";

const DEFAULTS = { port: 3000, pages: "built" } as const;
const VAULT = `0x${"Ab".repeat(20)}`;

afterEach(() => vi.unstubAllEnvs());

describe("how a stack is started", () => {
  it("runs on embedded parts in .local when nothing is said", () => {
    clearServices();
    const options = readOptions([], DEFAULTS);
    expect(options).toMatchObject({ stateDir: join(CHECKOUT, ".local"), port: 3000, rpcPort: 0, fresh: false });
    expect(options.external).toEqual({ databaseUrl: null, redisUrl: null, cluster: null, chain: null });
  });

  it("moves every port and the folder", () => {
    const args = ["--port", "4000", "--rpc-port=4001", "--postgres-port", "4002", "--cluster-port", "4003"];
    const options = readOptions([...args, "--node-port-from", "31000", "--state", "/x", "--fresh"], DEFAULTS);
    const moved = { port: 4000, rpcPort: 4001, postgresPort: 4002, clusterPort: 4003, nodePortFrom: 31_000 };
    expect(options).toMatchObject({ ...moved, stateDir: "/x", fresh: true });
  });

  it("says what is wrong with a flag, and how it is used", () => {
    expect(() => readOptions(["--port", "http"], DEFAULTS)).toThrow(/--port takes a port.*not http[\s\S]*Usage/);
    expect(() => readOptions(["--port", "65536"], DEFAULTS)).toThrow("--port takes a port");
    expect(() => readOptions(["--prot", "1"], DEFAULTS)).toThrow(/--prot[\s\S]*Usage/);
  });

  it("takes real services by variable", () => {
    clearServices();
    vi.stubEnv("DATABASE_URL", "postgres://db/x");
    vi.stubEnv("KUBECONFIG", "/etc/kube.yaml");
    vi.stubEnv("SSH_IMAGE", "registry/ssh@sha256:0");
    vi.stubEnv("RPC_URL", "https://rpc");
    vi.stubEnv("CHAIN_ID", "103");
    vi.stubEnv("VAULT_ADDRESS", VAULT);
    vi.stubEnv("VAULT_START_BLOCK", "77");
    expect(readOptions([], DEFAULTS).external).toEqual({
      databaseUrl: "postgres://db/x",
      redisUrl: null,
      cluster: {
        kubeconfig: "/etc/kube.yaml",
        sshImage: "registry/ssh@sha256:0",
        nodePorts: [30_000, 32_767],
        isolated: false,
      },
      chain: {
        rpcUrl: "https://rpc",
        chainId: 103,
        vault: VAULT.toLowerCase(),
        startBlock: 77n,
        operatorPrivateKey: null,
      },
    });
  });

  it("does not take a kubeconfig that merely lies in its usual place", () => {
    clearServices();
    vi.stubEnv("KUBECONFIG", join(homedir(), ".kube", "config"));
    expect(readOptions([], DEFAULTS).external.cluster).toBeNull();
  });

  it("wants the whole chain or none, and repeats no key", () => {
    clearServices();
    vi.stubEnv("RPC_URL", "https://rpc");
    expect(() => readOptions([], DEFAULTS)).toThrow("CHAIN_ID and VAULT_ADDRESS");
    vi.stubEnv("CHAIN_ID", "103");
    vi.stubEnv("VAULT_ADDRESS", VAULT);
    vi.stubEnv("OPERATOR_PRIVATE_KEY", "0xsecret");
    expect(() => readOptions([], DEFAULTS)).toThrow(/^OPERATOR_PRIVATE_KEY must be 0x and 64 hex digits.$/);
  });
});

function clearServices(): void {
  for (const name of ["DATABASE_URL", "REDIS_URL", "KUBECONFIG", "RPC_URL"]) vi.stubEnv(name, "");
}
