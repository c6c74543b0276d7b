import { Command } from "commander";

export function doctorCommand(): Command {
  return new Command("doctor").description("check every part and say what is wrong and how to mend it");
}
