import { describeMutatedReplies } from "./mutated-replies";

describeMutatedReplies(10_000);
