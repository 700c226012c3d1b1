// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

/// @dev Gas as a whole transaction would pay it: base cost and calldata included, all slots cold, refunds taken off.
/// Conditions: a lean token with unlimited allowance, parties' slots non-zero before, 5 % fee, an EOA's signature, one
/// provider per batch. No figure may be more than 2 % away from snapshots/vault.json, which the script gen:gas writes.
contract GasTest is VaultTest, OfToken {
    uint256 private constant MONEY = 1e24;

    /// @dev Everybody has been here before: numbers given, balances non-zero.
    function setUp() public override {
        super.setUp();
        _deposit(customer, 2 * MONEY);
        _give(customer, 2 * MONEY);
        _deposit(provider, 1e18);
        _give(provider, 1e18);
        _deposit(feeRecipient, 1e18);
        _open(_order(1), CUSTOMER_KEY);
        _pass(1000);
        _settle(1, 1000, true);
    }

    /// forge-config: default.isolate = true
    function test_gas_deposit() public {
        vm.prank(customer);
        vault.deposit(1e18);
        _judge("deposit", 49_000, 1);
    }

    /// forge-config: default.isolate = true
    function test_gas_withdraw() public {
        vm.prank(customer);
        vault.withdraw(1e18, customer);
        _judge("withdraw", 45_000, 1);
    }

    /// forge-config: default.isolate = true
    function test_gas_openRental() public {
        _open(_order(_id(1)), CUSTOMER_KEY);
        _judge("openRental", 75_000, 1);
    }

    /// forge-config: default.isolate = true
    function test_gas_openRentalBySessionKey() public {
        _grant(type(uint128).max);
        _open(_order(_id(1)), SESSION_KEY);
        _open(_order(_id(2)), SESSION_KEY);
        _note("openRentalBySessionKey", 1);
    }

    /// forge-config: default.isolate = true
    function test_gas_settle10() public {
        _settleMany(10, false);
        _judge("settle10", 12_700, 10);
    }

    /// forge-config: default.isolate = true
    function test_gas_settle100() public {
        _settleMany(100, false);
        _judge("settle100", 9_000, 100);
    }

    /// forge-config: default.isolate = true
    function test_gas_settleAndClose100() public {
        _settleMany(100, true);
        _note("settleAndClose100", 100);
    }

    /// forge-config: default.isolate = true
    function test_gas_wholeLife() public {
        vm.prank(customer);
        vault.deposit(1e18);
        uint256 total = vm.lastCallGas().gasTotalUsed;
        _open(_order(_id(101)), CUSTOMER_KEY);
        total += vm.lastCallGas().gasTotalUsed;
        _settleMany(100, false);
        total += vm.lastCallGas().gasTotalUsed / 100;
        IGPUVault.Usage[] memory usages = _usages(100, 2000, true);
        _pass(1000);
        vm.prank(operator);
        vault.settle(usages);
        total += vm.lastCallGas().gasTotalUsed / 100;
        _compare("wholeLife", total);
        vm.assertLe(total, 140_000, "wholeLife");
    }

    function _settleMany(uint64 count, bool close) private {
        for (uint64 i = 0; i < count; ++i) {
            _open(_order(_id(i)), CUSTOMER_KEY);
        }
        _pass(1000);
        IGPUVault.Usage[] memory usages = _usages(count, 1000, close);
        vm.prank(operator);
        vault.settle(usages);
    }

    function _usages(uint64 count, uint32 used, bool close) private pure returns (IGPUVault.Usage[] memory usages) {
        usages = new IGPUVault.Usage[](count);
        for (uint64 i = 0; i < count; ++i) {
            usages[i] = IGPUVault.Usage(_id(i), used, close);
        }
    }

    /// @dev As real ones are: 63 bits of time and randomness.
    function _id(uint64 n) private pure returns (uint64) {
        return uint64(uint256(keccak256(abi.encode(n))) >> 193);
    }

    function _judge(string memory name, uint256 bar, uint256 rentals) private {
        vm.assertLe(_note(name, rentals), bar, name);
    }

    function _note(string memory name, uint256 rentals) private returns (uint256 gas) {
        gas = vm.lastCallGas().gasTotalUsed / rentals;
        _compare(name, gas);
    }

    /// @dev Two per cent of tolerance, so that a word more in one place does not stop everybody.
    function _compare(string memory name, uint256 gas) private {
        vm.snapshotValue("vault", name, gas);
        if (vm.envOr("FORGE_SNAPSHOT_EMIT", false)) return;
        uint256 committed = vm.parseJsonUint(vm.readFile("snapshots/vault.json"), string.concat(".", name));
        string memory complaint = _complaint(gas, committed);
        vm.assertEq(complaint, "", name);
    }

    /// @dev Empty if nothing is to be said.
    function _complaint(uint256 gas, uint256 committed) private pure returns (string memory) {
        if (gas * 100 > committed * 102) return "more than 2 % worse than snapshots/vault.json";
        if (gas * 100 < committed * 98) return "more than 2 % better: keep it by pnpm gen:gas";
        return "";
    }

    function test_aFigureTwoPercentWorseIsRedAndTwoPercentBetterAsksForANewSnapshot() public pure {
        vm.assertEq(_complaint(10_200, 10_000), "");
        vm.assertEq(_complaint(9_800, 10_000), "");
        vm.assertEq(_complaint(10_201, 10_000), "more than 2 % worse than snapshots/vault.json");
        vm.assertEq(_complaint(9_799, 10_000), "more than 2 % better: keep it by pnpm gen:gas");
    }
}
