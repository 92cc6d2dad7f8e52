/**
 * A place where `count` connections wait for one another: when the last has come, `act` is done once, and then all go on.
 * Where one never comes, the others wait as long as a step may.
 */
export function gathering(count: number, act: () => Promise<unknown> = async () => {}): () => Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  let missing = count;
  return () => {
    missing -= 1;
    if (missing === 0) resolve(act());
    return promise;
  };
}
