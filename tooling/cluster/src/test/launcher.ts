import { startLocalCluster } from "../localCluster.ts";
import { node } from "./nodes.ts";

// A local cluster in a process of its own, to be killed: `launcher.ts FOLDER FIRST_PORT`. Says when it is up.

const [stateDir = "", firstPort = ""] = process.argv.slice(2);
const from = Number(firstPort);
const cluster = await startLocalCluster({ stateDir, nodePortRange: [from, from + 98], nodes: [node("node-a")] });
console.log(cluster.kubeconfigPath);
