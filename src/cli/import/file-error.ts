/** The file cannot be read on, or was never what the options say; the message is for its owner. */
export class FileError extends Error {}
