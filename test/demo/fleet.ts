import { playFleet } from "./fleet-play";
import { runDemo } from "./run-demo";

runDemo((atEnd) => {
  console.log();
  return playFleet(console.log, atEnd);
});
