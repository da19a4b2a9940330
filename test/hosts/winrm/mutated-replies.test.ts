import { describeMutatedReplies } from "./mutated-replies";

describeMutatedReplies(300);
