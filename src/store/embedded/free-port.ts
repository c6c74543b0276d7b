import { createServer } from "node:net";

/**
 * A loopback port that is free now, below the range from which systems draw ports for outgoing
 * connections (32,768 on Linux, 49,152 on macOS), so that none of those takes it while the child is
 * being restarted.
 */
export async function findFreePort(random: () => number): Promise<number> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const port = portMin + Math.floor(random() * (portMax - portMin + 1));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port on 127.0.0.1 between ${portMin} and ${portMax} in ${attemptsMax} attempts`);
}

const portMin = 20_000;
const portMax = 32_000;
const attemptsMax = 100;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
