/** Something that ends a command and that its user can do something about; the message is all that is shown. */
export class CliError extends Error {}

/** A command was used wrongly in a way that only its own work could find, such as a date that is none. */
export class UsageError extends CliError {}
