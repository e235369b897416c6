/** Always the same numbers, so that a failure can be had again. */
export function randomizer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Damaged copies of a file: bytes changed, cut off, put in, taken out. */
export function* mutations(file: Buffer, { count = 200, seed = 7 } = {}): Generator<Buffer> {
  const random = randomizer(seed);
  for (let n = 0; n < count; n += 1) {
    const at = random(file.length);
    const length = 1 + random(40);
    const noise = Buffer.from(Array.from({ length }, () => random(256)));
    const kinds = [
      () => flipped(file, random, 1 + random(n + 1)),
      () => file.subarray(0, at),
      () => Buffer.concat([file.subarray(0, at), noise, file.subarray(at)]),
      () => Buffer.concat([file.subarray(0, at), file.subarray(at + length)]),
      // A stretch of itself in the wrong place: every byte of it means something.
      () => Buffer.concat([file.subarray(0, at), file.subarray(random(file.length))]),
    ];
    yield (kinds[n % kinds.length] as () => Buffer)();
  }
}

function flipped(file: Buffer, random: (below: number) => number, flips: number): Buffer {
  const copy = Buffer.from(file);
  for (let n = 0; n < flips; n += 1) copy[random(copy.length)] = random(256);
  return copy;
}
