// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {Bounds} from "./support/Bounds.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

abstract contract SettlingTest is VaultTest {
    function setUp() public override {
        super.setUp();
        _openRental(1);
    }

    function test_settlingChargesTheSecondsSinceTheLastSettlement() public {
        _pass(1000);
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalSettled(1, 600, 600e15, 30e15);
        _settle(1, 600, false);
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalSettled(1, 1000, 400e15, 20e15);
        _settle(1, 1000, false);
        vm.assertEq(vault.balanceOf(provider), 950e15);
        vm.assertEq(vault.balanceOf(feeRecipient), 50e15);
        vm.assertEq(vault.holdOf(1), HOLD - 1000e15);
    }

    function test_closingReturnsTheRestOfTheHold() public {
        _pass(1000);
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalSettled(1, 1000, 1000e15, 50e15);
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalClosed(1, HOLD - 1000e15);
        _settle(1, 1000, true);
        vm.assertEq(vault.balanceOf(customer), HOLD - 1000e15);
        vm.assertEq(vault.holdOf(1), 0);
        IGPUVault.Rental memory r = vault.rental(1);
        vm.assertFalse(r.open);
        vm.assertEq(r.usedSeconds, 1000);
        vm.assertEq(r.customer, customer);
    }

    function test_closingWithoutNewSecondsTellsOfTheClosingOnly() public {
        _pass(1000);
        _settle(1, 1000, false);
        vm.recordLogs();
        _settle(1, 1000, true);
        vm.assertEq(_logCount(), 1);
        vm.assertEq(vault.balanceOf(customer), HOLD - 1000e15);
    }

    function test_closingAtZeroReturnsEverything() public {
        _settle(1, 0, true);
        vm.assertEq(vault.balanceOf(customer), HOLD);
    }

    function test_anEntryThatChangesNothingSaysNothing() public {
        _pass(1000);
        _settle(1, 0, false);
        _settle(1, 1000, false);
        vm.recordLogs();
        _settle(1, 1000, false);
        vm.assertEq(_logCount(), 0);
    }

    function test_aBatchSentTwiceIsHarmless() public {
        _pass(1000);
        _settle(1, 1000, true);
        uint256 balance = vault.balanceOf(customer);
        vm.recordLogs();
        _settle(1, 1000, true);
        _settle(1, 1000, false);
        vm.assertEq(_logCount(), 0);
        vm.assertEq(vault.balanceOf(customer), balance);
    }

    function test_theSameRentalTwiceInABatchCountsOnce() public {
        _pass(1000);
        IGPUVault.Usage[] memory usages = new IGPUVault.Usage[](3);
        usages[0] = IGPUVault.Usage(1, 500, false);
        usages[1] = IGPUVault.Usage(1, 1000, true);
        usages[2] = IGPUVault.Usage(1, 1000, true);
        vm.prank(operator);
        vault.settle(usages);
        vm.assertEq(vault.balanceOf(provider) + vault.balanceOf(feeRecipient), 1000e15);
        vm.assertEq(vault.balanceOf(customer), HOLD - 1000e15);
    }

    function test_aClosedRentalTakesNoOtherFigure() public {
        _pass(1000);
        _settle(1, 1000, true);
        _refuse(IGPUVault.RentalNotOpen.selector, 1);
        _settle(1, 1001, true);
        _refuse(IGPUVault.RentalNotOpen.selector, 1);
        _settle(1, 999, false);
    }

    function test_aRentalNeverOpenedIsNotOpen() public {
        _refuse(IGPUVault.RentalNotOpen.selector, 9);
        _settle(9, 0, false);
        _refuse(IGPUVault.RentalNotOpen.selector, 9);
        _settle(9, 0, true);
    }

    function test_usedSecondsNeverDecrease() public {
        _pass(1000);
        _settle(1, 1000, false);
        vm.expectRevert(abi.encodeWithSelector(IGPUVault.UsageDecreased.selector, 999, 1000));
        _settle(1, 999, false);
        vm.expectRevert(abi.encodeWithSelector(IGPUVault.UsageDecreased.selector, 0, 1000));
        _settle(1, 0, true);
    }

    function test_usedSecondsNeverPassTheElapsedOnes() public {
        _pass(1000);
        _refuse(IGPUVault.UsageBeyondElapsed.selector, 1001, 1000);
        _settle(1, 1001, false);
        vm.prank(customer);
        vault.stopRental(1);
        _pass(1000);
        _refuse(IGPUVault.UsageBeyondElapsed.selector, 1001, 1000);
        _settle(1, 1001, true);
        _settle(1, 1000, true);
    }

    function test_usedSecondsNeverPassTheTerm() public {
        _pass(2 * TERM);
        _refuse(IGPUVault.UsageBeyondTerm.selector, TERM + 1, TERM);
        _settle(1, TERM + 1, true);
        _refuse(IGPUVault.UsageBeyondElapsed.selector, type(uint32).max, 2 * TERM);
        _settle(1, type(uint32).max, true);
        _settle(1, TERM, true);
    }

    function test_oneBadEntryRevertsTheWholeBatch() public {
        _openRental(2);
        _pass(1000);
        IGPUVault.Usage[] memory usages = new IGPUVault.Usage[](2);
        usages[0] = IGPUVault.Usage(1, 1000, true);
        usages[1] = IGPUVault.Usage(2, 1001, true);
        _refuse(IGPUVault.UsageBeyondElapsed.selector, 1001, 1000);
        vm.prank(operator);
        vault.settle(usages);
        vm.assertEq(vault.holdOf(1), HOLD);
        vm.assertEq(vault.balanceOf(provider), 0);
    }

    function test_onlyOperatorsSettle() public {
        _refuse(IGPUVault.NotOperator.selector, owner);
        vm.prank(owner);
        vault.settle(_usage(1, 0, true));
        _refuse(IGPUVault.NotOperator.selector, provider);
        vm.prank(provider);
        vault.settle(_usage(1, 0, true));
    }

    function test_theFeeGoesToTheRecipientOfTheDay() public {
        _pass(1000);
        _settle(1, 400, false);
        vm.prank(owner);
        vault.setFeeRecipient(stranger);
        _settle(1, 1000, true);
        vm.assertEq(vault.balanceOf(feeRecipient), 20e15);
        vm.assertEq(vault.balanceOf(stranger), 30e15);
    }

    function test_providersMixedInABatchEachGetTheirOwn() public {
        address other = address(0x0555);
        _deposit(customer, 2 * HOLD);
        IGPUVault.RentalOrder memory order = _order(2);
        order.provider = other;
        _open(order, CUSTOMER_KEY);
        _open(_order(3), CUSTOMER_KEY);
        _pass(1000);
        IGPUVault.Usage[] memory usages = new IGPUVault.Usage[](3);
        usages[0] = IGPUVault.Usage(1, 1000, false);
        usages[1] = IGPUVault.Usage(2, 500, true);
        usages[2] = IGPUVault.Usage(3, 300, false);
        vm.prank(operator);
        vault.settle(usages);
        vm.assertEq(vault.balanceOf(provider), 1300e15 * 95 / 100);
        vm.assertEq(vault.balanceOf(other), 500e15 * 95 / 100);
        vm.assertEq(vault.balanceOf(feeRecipient), 1800e15 * 5 / 100);
    }

    function test_aCustomerWhoIsTheProviderOfTheSameBatchLosesNothing() public {
        vm.prank(owner);
        vault.setFeeRecipient(provider);
        _deposit(provider, 5);
        _pass(1000);
        IGPUVault.Usage[] memory usages = new IGPUVault.Usage[](1);
        usages[0] = IGPUVault.Usage(1, 1000, true);
        vm.prank(operator);
        vault.settle(usages);
        vm.assertEq(vault.balanceOf(provider), 1000e15 + 5);
    }

    function test_endingWorksWhilePausedAndWithoutAnOwner() public {
        vm.startPrank(owner);
        vault.setOpeningPaused(true);
        vault.renounceOwnership();
        vm.stopPrank();
        _pass(1000);
        _settle(1, 1000, true);
        vm.assertFalse(vault.rental(1).open);
    }

    function test_endingWorksAfterAnyNumberOfYears() public {
        _pass(200 * 365 days);
        _settle(1, TERM, true);
        vm.assertEq(vault.balanceOf(provider) + vault.balanceOf(feeRecipient), HOLD);
    }

    function test_fuzz_notAUnitIsLost(uint64 rate, uint32 term, uint16 feeBps, uint32 first, uint32 second) public {
        (rate, term, feeBps) = (Bounds.rate(rate), Bounds.term(term), Bounds.feeBps(feeBps));
        first = Bounds.used(first, 0, term);
        second = Bounds.used(second, first, term);
        vm.prank(owner);
        vault.setFee(feeBps);
        uint256 hold = uint256(rate) * term;
        _deposit(customer, hold);
        _open(IGPUVault.RentalOrder(7, customer, provider, rate, term, uint40(START)), CUSTOMER_KEY);
        vm.assertEq(vault.balanceOf(customer), 0);
        _pass(term);
        _settle(7, first, false);
        _settle(7, second, true);
        uint256 fee = uint256(rate) * first * feeBps / 10_000 + uint256(rate) * (second - first) * feeBps / 10_000;
        vm.assertEq(vault.balanceOf(feeRecipient), fee);
        vm.assertEq(vault.balanceOf(provider), uint256(rate) * second - fee);
        vm.assertEq(vault.balanceOf(customer), hold - uint256(rate) * second);
    }

    function test_refusalsComeInOrderNotOpenDecreasedElapsedTerm() public {
        _pass(1000);
        _settle(1, 1000, false);
        _refuse(IGPUVault.UsageDecreased.selector, 999, 1000);
        _settle(1, 999, false);
        _refuse(IGPUVault.UsageBeyondElapsed.selector, TERM + 1, 1000);
        _settle(1, TERM + 1, false);
        _pass(TERM);
        _refuse(IGPUVault.UsageBeyondTerm.selector, TERM + 1, TERM);
        _settle(1, TERM + 1, false);
        _settle(1, 1000, true);
        _refuse(IGPUVault.RentalNotOpen.selector, 1);
        _settle(1, 999, false);
        _refuse(IGPUVault.RentalNotOpen.selector, 1);
        _settle(1, type(uint32).max, false);
    }

    function test_theFeeIsRoundedDownAndTheProviderGetsTheRest() public {
        _deposit(customer, TERM);
        _open(IGPUVault.RentalOrder(2, customer, provider, 1, TERM, uint40(START)), CUSTOMER_KEY);
        _pass(39);
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalSettled(2, 19, 19, 0);
        _settle(2, 19, false);
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalSettled(2, 39, 20, 1);
        _settle(2, 39, true);
        vm.assertEq(vault.balanceOf(feeRecipient), 1);
        vm.assertEq(vault.balanceOf(provider), 38);
    }
}

contract TokenSettlingTest is SettlingTest, OfToken {}

contract NativeSettlingTest is SettlingTest, OfCoin {}
