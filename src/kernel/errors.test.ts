import { describe, expect, test } from "bun:test";
import { type ErrorCode, FailureError, errorRegistry, failure } from "./errors.ts";

const codes = Object.keys(errorRegistry) as ErrorCode[];

describe("the error registry", () => {
  test.each(codes)("%s has a stable name, an error status and a public sentence", (code) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    const { status, text } = errorRegistry[code];
    expect(Number.isInteger(status) && status >= 400 && status <= 599).toBe(true);
    expect(text).toMatch(/^[A-Z].*\.$/);
  });

  test("gives no two codes the same text, so that a text names one problem", () => {
    const texts = codes.map((code) => errorRegistry[code].text);
    expect(new Set(texts).size).toBe(codes.length);
  });
});

describe("failure", () => {
  test("has the registry's text unless it is told a more precise one", () => {
    expect(failure("not_found")).toEqual({ code: "not_found", message: errorRegistry.not_found.text });
    const precise = { message: "name: is missing", field: "name", retryAfterSeconds: 3 };
    expect(failure("missing_field", precise)).toEqual({ code: "missing_field", ...precise });
  });
});

describe("FailureError", () => {
  test("carries the failure, and its cause for the log only", () => {
    const cause = new Error("EIO on /secret/path");
    const carried = failure("log_unavailable", { cause });
    const error = new FailureError(carried);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("FailureError");
    expect(error.failure).toBe(carried);
    expect(error.cause).toBe(cause);
    expect(error.message).toBe(errorRegistry.log_unavailable.text);
  });
});
