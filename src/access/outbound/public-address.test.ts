import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isPublicAddress } from "./public-address.ts";

describe("an address is public", () => {
  test.each([
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:82a::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
  ])("%s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("an address is not public", () => {
  test.each([
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001::1",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "",
    "localhost",
    "1.2.3",
    "1.2.3.4.5",
    ":::1",
  ])("%p", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

test("every IPv4 address and the same one inside an IPv6 address are judged alike", () => {
  const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
  fc.assert(
    fc.property(octets, (numbers) => {
      const plain = numbers.join(".");
      const hex = numbers.map((number) => number.toString(16).padStart(2, "0"));
      const forms = [
        `::ffff:${plain}`,
        `::FFFF:${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`,
        `64:ff9b::${plain}`,
        `2002:${hex[0]}${hex[1]}:${hex[2]}${hex[3]}::1`,
      ];
      expect(forms.map(isPublicAddress)).toEqual(forms.map(() => isPublicAddress(plain)));
    }),
  );
});
