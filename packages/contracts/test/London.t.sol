// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vm} from "./support/Vm.sol";

/// @dev WorldLand's rules end with London: what is younger does not run there.
contract LondonTest {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 private constant NONE = type(uint256).max;

    function test_theCreationCodeHoldsNoOpcodeYoungerThanLondon() public view {
        uint256 found = _firstForeign(vm.getCode("GPUVault.sol:GPUVault"));
        vm.assertTrue(found == NONE, string.concat("a foreign opcode at byte ", vm.toString(found)));
    }

    function test_theScanFindsYoungerOpcodesAndPassesOverData() public pure {
        vm.assertEq(_firstForeign(hex"60005f"), 2); // PUSH0
        vm.assertEq(_firstForeign(hex"5c"), 0); // TLOAD
        vm.assertEq(_firstForeign(hex"48005e"), 2); // MCOPY
        vm.assertEq(_firstForeign(hex"49"), 0); // BLOBHASH
        vm.assertEq(
            _firstForeign(hex"605f615c5e7f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f00"), NONE
        );
    }

    /// @dev Not upgradeable: nothing that runs another's code in its place, and nothing that ends it.
    function test_theCodeCanNeitherBeReplacedNorEnded() public view {
        bytes memory code = vm.getCode("GPUVault.sol:GPUVault");
        for (uint256 i = 0; i < code.length; ++i) {
            uint8 op = uint8(code[i]);
            vm.assertFalse(op == 0xf2 || op == 0xf4 || op == 0xff, "CALLCODE, DELEGATECALL or SELFDESTRUCT");
            if (op >= 0x60 && op <= 0x7f) i += op - 0x5f;
        }
    }

    /// @dev What is deployed is the committed bytecode; what is tested is forge's own.
    function test_theCommittedBytecodeIsWhatIsTestedHere() public view {
        string memory code = vm.toString(vm.getCode("GPUVault.sol:GPUVault"));
        string memory committed = vm.readFile("ts/bytecode.gen.ts");
        vm.assertTrue(vm.contains(committed, string.concat('"', code, '"')), "stale: run pnpm gen");
    }

    function _firstForeign(bytes memory code) private pure returns (uint256) {
        for (uint256 i = 0; i < code.length; ++i) {
            uint8 op = uint8(code[i]);
            if (!_isLondon(op)) return i;
            if (op >= 0x60 && op <= 0x7f) i += op - 0x5f;
        }
        return NONE;
    }

    function _isLondon(uint8 op) private pure returns (bool) {
        return op <= 0x0b || (op >= 0x10 && op <= 0x1d) || op == 0x20 || (op >= 0x30 && op <= 0x48)
            || (op >= 0x50 && op <= 0x5b) || (op >= 0x60 && op <= 0xa4) || (op >= 0xf0 && op <= 0xf5) || op == 0xfa
            || (op >= 0xfd);
    }
}
