import { describeLockOut } from "./lock-out-cases";

describeLockOut("SSH and WinRM");
