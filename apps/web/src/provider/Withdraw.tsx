"use client";

import { useState } from "react";
import { MoveForm } from "../billing/MoveForm.tsx";
import { Button } from "../components/ui/Button.tsx";
import { Dialog } from "../components/ui/Dialog.tsx";

/** Takes what was earned out of the vault by the provider's own wallet: at any second, and any amount. */
export function Withdraw() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Withdraw</Button>
      <Dialog open={isOpen} title="Withdraw to your wallet" onClose={() => setOpen(false)}>
        <MoveForm kind="withdraw" amount="" />
      </Dialog>
    </>
  );
}
