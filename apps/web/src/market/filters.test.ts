import { describe, expect, it } from "vitest";
import { countFilters, type Filters, percent, readFilters, sayFilter, withFilter, writeFilters } from "./filters.ts";

const read = (query: string) => readFilters(new URLSearchParams(query));

describe("the marketplace's filters", () => {
  it("come back from the address as they were written into it", () => {
    const filters: Filters = {
      gpu: "RTX 4090",
      gpu_count: 2,
      min_vram: 24_000,
      region: "Seoul",
      max_price: 0.5,
      min_reliability: 0.99,
      available: true,
      sort: "reliability",
    };
    expect(read(writeFilters(filters).slice(2))).toEqual(filters);
    expect(writeFilters({ sort: "price" })).toBe("/");
  });

  it("leave out of an address whatever cannot be one", () => {
    expect(read("gpu=&gpu_count=9&min_vram=x&max_price=-1&min_reliability=2&available=maybe&sort=luck&evil=1")).toEqual(
      {
        sort: "price",
      },
    );
    expect(read("gpu_count=1.5")).toEqual({ sort: "price" });
  });

  it("are taken away by undefined, and are counted without the sort", () => {
    const filters = read("region=Seoul&max_price=1&sort=availability");
    expect(withFilter(filters, { region: undefined })).toEqual({ max_price: 1, sort: "availability" });
    expect(countFilters(filters)).toBe(2);
  });

  it("say what they demand, each that is in force and none that is not", () => {
    const filters = read("min_vram=24576&min_reliability=0.999");
    expect(sayFilter("min_vram", filters)).toBe("at least 24 GB of VRAM");
    expect(sayFilter("min_reliability", filters)).toBe("reliability of 99.9 % or more");
    expect(sayFilter("region", filters)).toBeNull();
  });

  it("never round a reliability up to perfection", () => {
    expect(percent(0.9999)).toBe("99.9 %");
    expect(percent(1)).toBe("100 %");
  });
});
