import { failure } from "../../kernel/errors.ts";

/** What people are told when they cannot sign in or join; none says which accounts there are. */
export const wrongSignIn = failure("unauthorized", { message: "The e-mail or the password is not right." });

export const tooManyTries = (seconds: number) =>
  failure("rate_limited", {
    message: `Too many tries; try again in ${seconds} seconds.`,
    retryAfterSeconds: seconds,
  });

export const tooBusy = failure("rate_limited", {
  message: "Too many people sign in at this moment; try again.",
  retryAfterSeconds: 5,
});

export const noOrganization = failure("forbidden", {
  message: "This account belongs to no organization (any more).",
});

export const linkNotValid = failure("not_found", {
  field: "token",
  message: "This link is not valid (any more); ask for a new one.",
});
