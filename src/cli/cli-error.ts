/** Something that ends a command and that its user can do something about; the message is all that is shown. */
export class CliError extends Error {}
