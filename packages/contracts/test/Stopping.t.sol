// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

abstract contract StoppingTest is VaultTest {
    uint256 private constant GRACE = 7 days;

    function setUp() public override {
        super.setUp();
        _openRental(1);
    }

    function test_customerProviderAndOperatorsMayStop() public {
        address[3] memory parties = [customer, provider, operator];
        for (uint64 i = 0; i < 3; ++i) {
            _openRental(i + 10);
            vm.expectEmit(address(vault));
            emit IGPUVault.RentalStopped(i + 10, parties[i]);
            vm.prank(parties[i]);
            vault.stopRental(i + 10);
        }
    }

    function test_nobodyElseMayStopNotEvenASessionKeyOrTheOwner() public {
        _grant(type(uint128).max);
        address[3] memory others = [stranger, session, owner];
        for (uint256 i = 0; i < 3; ++i) {
            _refuse(IGPUVault.NotParty.selector, others[i]);
            vm.prank(others[i]);
            vault.stopRental(1);
        }
    }

    function test_aPartyOfAnotherRentalIsNoParty() public {
        _deposit(stranger, HOLD);
        IGPUVault.RentalOrder memory order = _order(2);
        order.customer = stranger;
        _open(order, STRANGER_KEY);
        _refuse(IGPUVault.NotParty.selector, stranger);
        vm.prank(stranger);
        vault.stopRental(1);
    }

    function test_stoppingMovesNoMoneyAndStopsTheClock() public {
        _pass(1000);
        vm.prank(customer);
        vault.stopRental(1);
        vm.assertEq(vault.holdOf(1), HOLD);
        vm.assertEq(vault.balanceOf(customer), 0);
        vm.assertEq(vault.rental(1).stoppedAt, START + 1000);
        vm.assertTrue(vault.rental(1).open);
        _pass(1000);
        _refuse(IGPUVault.UsageBeyondElapsed.selector, 1001, 1000);
        _settle(1, 1001, true);
    }

    function test_aStopInTheSecondOfTheOpeningIsAStop() public {
        vm.prank(customer);
        vault.stopRental(1);
        vm.assertEq(vault.rental(1).stoppedAt, START);
        _pass(10);
        _refuse(IGPUVault.UsageBeyondElapsed.selector, 1, 0);
        _settle(1, 1, true);
    }

    function test_aSecondStopChangesNothingAndSaysNothing() public {
        _pass(1000);
        vm.prank(customer);
        vault.stopRental(1);
        _pass(1000);
        vm.recordLogs();
        vm.prank(provider);
        vault.stopRental(1);
        vm.assertEq(_logCount(), 0);
        vm.assertEq(vault.rental(1).stoppedAt, START + 1000);
    }

    function test_aStopAfterTheTermIsAStopAtItsEnd() public {
        _pass(TERM + 500);
        vm.prank(customer);
        vault.stopRental(1);
        vm.assertEq(vault.rental(1).stoppedAt, START + TERM);
        _settle(1, TERM, true);
        vm.assertEq(vault.balanceOf(provider) + vault.balanceOf(feeRecipient), HOLD);
    }

    function test_afterClosingThereIsNothingToStopForAnybody() public {
        _settle(1, 0, true);
        address[2] memory callers = [customer, stranger];
        for (uint256 i = 0; i < 2; ++i) {
            _refuse(IGPUVault.RentalNotOpen.selector, 1);
            vm.prank(callers[i]);
            vault.stopRental(1);
        }
        _refuse(IGPUVault.RentalNotOpen.selector, 2);
        vault.stopRental(2);
    }

    function test_anybodyReclaimsForTheCustomerFromTheEndOfTheGraceOn() public {
        _pass(TERM + GRACE - 1);
        _refuse(IGPUVault.GraceNotOver.selector, START + TERM + GRACE);
        vault.reclaim(1);
        _pass(1);
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalClosed(1, HOLD);
        vm.prank(stranger);
        vault.reclaim(1);
        vm.assertEq(vault.balanceOf(customer), HOLD);
        vm.assertFalse(vault.rental(1).open);
    }

    function test_afterAStopTheGraceCountsFromIt() public {
        _pass(1000);
        vm.prank(provider);
        vault.stopRental(1);
        _settle(1, 600, false);
        _pass(GRACE - 1);
        _refuse(IGPUVault.GraceNotOver.selector, START + 1000 + GRACE);
        vault.reclaim(1);
        _pass(1);
        vault.reclaim(1);
        vm.assertEq(vault.balanceOf(customer), HOLD - 600e15);
    }

    function test_anExtensionMovesTheGrace() public {
        _deposit(customer, HOLD);
        _extend(1, 2 * TERM, CUSTOMER_KEY);
        _pass(TERM + GRACE);
        _refuse(IGPUVault.GraceNotOver.selector, START + 2 * TERM + GRACE);
        vault.reclaim(1);
    }

    function test_aClosedOrUnknownRentalIsNotReclaimed() public {
        _settle(1, 0, true);
        _pass(30 days);
        _refuse(IGPUVault.RentalNotOpen.selector, 1);
        vault.reclaim(1);
        _refuse(IGPUVault.RentalNotOpen.selector, 2);
        vault.reclaim(2);
    }

    function test_afterReclaimingTheOperatorIsTooLate() public {
        _pass(TERM + GRACE);
        vault.reclaim(1);
        _refuse(IGPUVault.RentalNotOpen.selector, 1);
        _settle(1, TERM, true);
    }

    function test_duringTheGraceAndAfterItTheOperatorStillSettles() public {
        _pass(TERM + GRACE + 1 days);
        _settle(1, TERM, true);
        vm.assertEq(vault.balanceOf(provider) + vault.balanceOf(feeRecipient), HOLD);
    }

    function test_whoIsNoOperatorAnyMoreIsNoParty() public {
        vm.prank(owner);
        vault.setOperator(operator, false);
        _refuse(IGPUVault.NotParty.selector, operator);
        vm.prank(operator);
        vault.stopRental(1);
    }

    function test_withoutOperatorsOwnerOrPauseEndingRentalsEndByReclaim() public {
        vm.startPrank(owner);
        vault.setOperator(operator, false);
        vault.setOpeningPaused(true);
        vault.renounceOwnership();
        vm.stopPrank();
        vm.prank(provider);
        vault.stopRental(1);
        _pass(GRACE);
        vault.reclaim(1);
        vm.prank(customer);
        vault.withdraw(HOLD, customer);
        vm.assertEq(_moneyOf(customer), HOLD);
    }
}

contract TokenStoppingTest is StoppingTest, OfToken {}

contract NativeStoppingTest is StoppingTest, OfCoin {}
