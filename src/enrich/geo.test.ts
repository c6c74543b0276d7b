import { describe, expect, test } from "bun:test";
import { readGeoHeaders } from "../http/geo-headers.ts";
import { normalCountry, normalPlace, normalRegion } from "./locate.ts";

const read = (headers: Record<string, string>) => readGeoHeaders((name) => new Headers(headers).get(name));

describe("readGeoHeaders", () => {
  test.each([
    ["the edge brief", { "CF-IPCountry": "US", "CF-Region": "CA", "CF-City": "San Francisco" }],
    [
      "Cloudflare",
      {
        "cf-ipcountry": "US",
        "cf-region": "California",
        "cf-region-code": "CA",
        "cf-ipcity": "San Francisco",
      },
    ],
    [
      "CloudFront",
      {
        "CloudFront-Viewer-Country": "US",
        "CloudFront-Viewer-Country-Region": "CA",
        "CloudFront-Viewer-City": "San Francisco",
      },
    ],
    [
      "App Engine",
      { "X-Appengine-Country": "US", "X-Appengine-Region": "CA", "X-Appengine-City": "San Francisco" },
    ],
  ])("%s", (_, headers) => {
    expect(read(headers)).toEqual({ country: "US", region: "CA", city: "San Francisco" });
  });

  test("Vercel encodes the city; the locate step decodes it", () => {
    const place = read({
      "x-vercel-ip-country": "BR",
      "x-vercel-ip-country-region": "SP",
      "x-vercel-ip-city": "S%C3%A3o%20Paulo",
    });
    expect(place).toEqual({ country: "BR", region: "SP", city: "S%C3%A3o%20Paulo" });
    expect(normalPlace(place.city)).toBe("São Paulo");
  });

  test("UTF-8 that fetch decoded as Latin-1 is put right; real Latin-1 stays", () => {
    const city = (text: string) => readGeoHeaders((name) => (name === "cf-ipcity" ? text : null)).city;
    expect(city(Buffer.from("São Paulo").toString("latin1"))).toBe("São Paulo");
    expect(city("São Paulo")).toBe("São Paulo");
    expect(city("東京")).toBe("東京");
  });

  test("no headers, no place", () => {
    expect(read({})).toEqual({ country: "", region: "", city: "" });
    expect(read({ "x-appengine-city": "?" }).city).toBe("");
  });
});

describe("normal places", () => {
  test.each([
    ["us", "US"],
    ["DE", "DE"],
    // Cloudflare's unknown and Tor, App Engine's unknown, and what is no code.
    ["XX", ""],
    ["T1", ""],
    ["ZZ", ""],
    ["USA", ""],
    ["ß", ""],
    ["ßa", ""],
    ["", ""],
  ])("country %p is %p", (code, expected) => expect(normalCountry(code)).toBe(expected));

  test.each([
    ["ca", "CA"],
    ["75", "75"],
    ["California", "California"],
    ["%C3%8Ele-de-France", "Île-de-France"],
  ])("region %p is %p", (region, expected) => expect(normalRegion(region)).toBe(expected));

  test("a city is cut, and a damaged escape stays as it is", () => {
    expect(normalPlace("x".repeat(300))).toBe("x".repeat(100));
    expect(normalPlace("50%")).toBe("50%");
    expect(normalPlace("%00a")).toBe("\ufffda");
  });
});
