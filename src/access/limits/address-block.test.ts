import { expect, test } from "bun:test";
import { addressBlock, isThisMachine } from "./address-block.ts";

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["::FFFF:203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002:ffff::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:db8::", "2001:db8:0:0::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
  ["::3:4:5:6:7:8", "0:0:3:4::/64"],
  ["::1:2:3:4:192.0.2.1", "0:0:1:2::/64"],
  ["1:2:3:4:5:6:192.0.2.1", "1:2:3:4::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["", "no address"],
  ["203.0.113.9:4711", "no address"],
  ["<script>", "no address"],
])("%s fills the bucket of %s", (address, block) => {
  expect(addressBlock(address)).toBe(block);
});

test("addresses of one /64 share a bucket, those of others do not", () => {
  const block = addressBlock("2001:db8:a:b::1");
  expect(addressBlock("2001:db8:a:b:ffff:ffff:ffff:ffff")).toBe(block);
  expect(addressBlock("2001:db8:a:c::1")).not.toBe(block);
});

test.each(["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])("%s is this machine", (address) => {
  expect(isThisMachine(address)).toBe(true);
});

test.each(["10.0.0.1", "::2", "2001:db8::1", "", "128.0.0.1", "127.evil.example"])(
  "%p is not this machine",
  (address) => {
    expect(isThisMachine(address)).toBe(false);
  },
);
