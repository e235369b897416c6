/** Why a command cannot go on, in one line for the person who typed it. */
export class Failure extends Error {}
