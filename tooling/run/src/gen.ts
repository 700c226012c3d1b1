import { root } from "./places.ts";
import { runCommand } from "./runCommand.ts";

// Writes again every committed file that follows from another one, by each package's own script `gen`.

const args = ["--recursive", "--workspace-concurrency=1", "--if-present", "run", "gen"];
const { code } = await runCommand("pnpm", args, { cwd: root, deadlineS: 600 });
process.exit(code);
