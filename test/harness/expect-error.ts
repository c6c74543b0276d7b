import { expect } from "bun:test";
import { type ErrorCode, errorRegistry } from "../../src/kernel/errors.ts";
import type { Answer } from "./local-server.ts";

/** Code, the field or parameter at fault, and what the message tells besides. */
export type ExpectedError = [code: ErrorCode, field?: string, says?: RegExp];

/**
 * Expects the one error shape with this code, the code's status, and the field or parameter at fault as
 * the caller named it; `says` is what the message must tell besides, such as the allowed values.
 */
export function expectError(answer: Answer, ...[code, field, says]: ExpectedError): void {
  const named = field === undefined ? {} : { field };
  expect(answer.body).toEqual({
    error: {
      code,
      message: expect.any(String),
      ...named,
      requestId: expect.stringMatching(/^req_[a-z0-9]{20}$/),
    },
  });
  expect(answer.status).toBe(errorRegistry[code].status);
  const { message } = (answer.body as { error: { message: string } }).error;
  if (field !== undefined) expect(message).toContain(field);
  if (says !== undefined) expect(message).toMatch(says);
}
