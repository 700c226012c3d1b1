import { z } from "zod";

// zod compiles its checks with eval where it may. Here it may not, and already its trying would be reported as a breach
// of the content policy. Import this file before any schema that is to run in a browser.
z.config({ jitless: true });
