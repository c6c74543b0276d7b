/**
 * The id of an event whose file gives it none: the same whenever the same line of the same file is
 * imported in the same way, so that an import can be repeated. The line's number keeps apart lines
 * that are alike; how the file is read is part of it, because another mapping makes another event.
 */
export function eventIdMaker(howItIsRead: string): (line: number, content: string) => string {
  return (line, content) => {
    const digest = new Bun.CryptoHasher("sha256")
      .update(`${howItIsRead}\n${line}\n${content}`)
      .digest("base64url");
    return `imp_${digest.slice(0, idChars)}`;
  };
}

/** 132 bits: no two of any number of lines that a disk can hold are the same. */
const idChars = 22;
