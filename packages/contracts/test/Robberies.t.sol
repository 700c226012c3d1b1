// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

/// @dev The four ways in which the predecessor's vault could be robbed.
abstract contract RobberiesTest is VaultTest {
    function test_robbery_withdrawWhileRenting() public {
        _openRental(1);
        _pass(1000);
        _refuse(IGPUVault.InsufficientBalance.selector, 0, 1);
        vm.prank(customer);
        vault.withdraw(1, customer);
        _settle(1, 1000, true);
        vm.assertEq(vault.balanceOf(provider) + vault.balanceOf(feeRecipient), 1000e15);
        vm.prank(provider);
        vault.withdraw(950e15, provider);
        vm.assertEq(_moneyOf(provider), 950e15);
    }

    /// @dev Anybody could start a rental to himself in the name of any key seen in an event, and end it a block later.
    function test_robbery_unsignedStartWithSomebodysSessionKey() public {
        _deposit(customer, 100 * HOLD);
        _grant(type(uint128).max);
        IGPUVault.RentalOrder memory order = _order(1);
        order.provider = stranger;
        bytes memory signature = _sign(STRANGER_KEY, _orderHash(order));
        _refuse(IGPUVault.NotOperator.selector, stranger);
        vm.prank(stranger);
        vault.openRental(order, signature);
        // Not even by an operator who conspires with him:
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, signature);
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, abi.encodePacked(session));
        vm.assertEq(vault.balanceOf(customer), 100 * HOLD);
    }

    /// @dev Registering a key again, from any wallet, took it over: it was cut off, or signed for the robber's account.
    function test_robbery_sessionKeyTakeover() public {
        _deposit(customer, HOLD);
        _grant(uint128(HOLD));
        vm.startPrank(stranger);
        vault.grantSessionKey(session, 1, uint40(START));
        vault.revokeSessionKey(session);
        vm.stopPrank();
        IGPUVault.SessionGrant memory grant =
            IGPUVault.SessionGrant(customer, stranger, uint128(HOLD), uint40(START + 1), vault.grantNonce(customer));
        bytes memory signature = _sign(STRANGER_KEY, _grantHash(grant));
        _refuse(IGPUVault.InvalidSignature.selector);
        vm.prank(stranger);
        vault.grantSessionKeyFor(grant, signature);
        _open(_order(1), SESSION_KEY);
        vm.assertEq(vault.holdOf(1), HOLD);
        vm.assertEq(_spent(session), HOLD);
    }

    /// @dev A deposit that ran short made the end revert for ever: the provider unpaid, the rental stuck.
    function test_robbery_endRevertsForEverWhenTheDepositRanShort() public {
        _openRental(1);
        _deposit(customer, HOLD);
        _open(_order(2), CUSTOMER_KEY);
        vm.assertEq(vault.balanceOf(customer), 0);
        _pass(100 * TERM);
        _settle(1, TERM, true);
        _settle(2, TERM, true);
        vm.assertEq(vault.balanceOf(provider) + vault.balanceOf(feeRecipient), 2 * HOLD);
        vm.assertFalse(vault.rental(1).open);
        vm.assertFalse(vault.rental(2).open);
    }

    /// @dev The operator's key alone, stolen, takes nothing that was not signed for and used up by the clock.
    function test_aStolenOperatorKeyIsBoundByTheClockAndTheSignature() public {
        _openRental(1);
        _deposit(customer, 50 * HOLD);
        _deposit(stranger, HOLD);
        _refuse(IGPUVault.UsageBeyondElapsed.selector, 1, 0);
        _settle(1, 1, true);
        _pass(10 * TERM);
        _refuse(IGPUVault.UsageBeyondTerm.selector, TERM + 1, TERM);
        _settle(1, TERM + 1, true);
        _settle(1, TERM, true);
        vm.assertEq(vault.balanceOf(customer), 50 * HOLD);
        vm.assertEq(vault.balanceOf(operator), 0);
        vm.assertEq(vault.balanceOf(stranger), HOLD);
    }
}

contract TokenRobberiesTest is RobberiesTest, OfToken {}

contract NativeRobberiesTest is RobberiesTest, OfCoin {}
