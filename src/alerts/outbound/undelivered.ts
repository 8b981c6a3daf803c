/** Why something was not accepted, in words that hold no address and no secret: anybody may read them. */
export class Undelivered extends Error {}
