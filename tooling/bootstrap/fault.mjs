/** A fault that the reader can do something about: its message is all that is shown. */
export class Fault extends Error {}
