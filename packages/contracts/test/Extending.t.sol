// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

abstract contract ExtendingTest is VaultTest {
    function setUp() public override {
        super.setUp();
        _openRental(1);
    }

    function test_anExtensionHoldsTheDifference() public {
        _deposit(customer, HOLD + 7);
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalExtended(1, 2 * TERM);
        _extend(1, 2 * TERM, CUSTOMER_KEY);
        vm.assertEq(vault.balanceOf(customer), 7);
        vm.assertEq(vault.holdOf(1), 2 * HOLD);
        vm.assertEq(vault.rental(1).maxSeconds, 2 * TERM);
        _pass(2 * TERM);
        _settle(1, 2 * TERM, true);
        vm.assertEq(vault.balanceOf(provider) + vault.balanceOf(feeRecipient), 2 * HOLD);
    }

    function test_anExtensionMustLengthenAndStayWithinThirtyDays() public {
        _deposit(customer, uint256(RATE) * 60 days);
        _refuse(IGPUVault.BadTerm.selector, TERM);
        _extend(1, TERM, CUSTOMER_KEY);
        _refuse(IGPUVault.BadTerm.selector, TERM - 1);
        _extend(1, TERM - 1, CUSTOMER_KEY);
        _refuse(IGPUVault.BadTerm.selector, 30 days + 1);
        _extend(1, 30 days + 1, CUSTOMER_KEY);
        _extend(1, 30 days, CUSTOMER_KEY);
    }

    function test_theBalanceMustCoverTheDifference() public {
        _deposit(customer, HOLD - 1);
        _refuse(IGPUVault.InsufficientBalance.selector, HOLD - 1, HOLD);
        _extend(1, 2 * TERM, CUSTOMER_KEY);
    }

    function test_onlyOperatorsRelayExtensions() public {
        _deposit(customer, HOLD);
        IGPUVault.Extension memory extension = _extension(1, 2 * TERM);
        bytes memory signature = _sign(CUSTOMER_KEY, _extensionHash(extension));
        _refuse(IGPUVault.NotOperator.selector, customer);
        vm.prank(customer);
        vault.extendRental(extension, signature);
    }

    function test_anExtensionsDeadlineIncludesTheSecondItNames() public {
        _deposit(customer, 2 * HOLD);
        IGPUVault.Extension memory extension = _extension(1, 2 * TERM);
        bytes memory signature = _sign(CUSTOMER_KEY, _extensionHash(extension));
        IGPUVault.Extension memory late = _extension(1, 3 * TERM);
        bytes memory lateSignature = _sign(CUSTOMER_KEY, _extensionHash(late));
        vm.warp(extension.deadline);
        vm.startPrank(operator);
        vault.extendRental(extension, signature);
        _pass(1);
        _refuse(IGPUVault.DeadlinePassed.selector, late.deadline);
        vault.extendRental(late, lateSignature);
    }

    function test_onlyTheCustomerCanLengthen() public {
        _deposit(customer, HOLD);
        _refuse(IGPUVault.InvalidSignature.selector);
        _extend(1, 2 * TERM, STRANGER_KEY);
    }

    function test_anExtensionThatNobodySignedIsRefused() public {
        _deposit(customer, HOLD);
        IGPUVault.Extension memory extension = _extension(1, 2 * TERM);
        bytes[3] memory signatures = [bytes(""), new bytes(64), new bytes(65)];
        for (uint256 i = 0; i < signatures.length; ++i) {
            _refuse(IGPUVault.InvalidSignature.selector);
            vm.prank(operator);
            vault.extendRental(extension, signatures[i]);
        }
    }

    function test_aStoppedClosedOrUnknownRentalIsNotExtended() public {
        _deposit(customer, HOLD);
        _refuse(IGPUVault.RentalNotOpen.selector, 2);
        _extend(2, 2 * TERM, CUSTOMER_KEY);
        vm.prank(provider);
        vault.stopRental(1);
        _refuse(IGPUVault.RentalNotOpen.selector, 1);
        _extend(1, 2 * TERM, CUSTOMER_KEY);
        _settle(1, 0, true);
        _refuse(IGPUVault.RentalNotOpen.selector, 1);
        _extend(1, 2 * TERM, CUSTOMER_KEY);
    }

    function test_aPauseOfOpeningDoesNotStopExtending() public {
        _deposit(customer, HOLD);
        vm.prank(owner);
        vault.setOpeningPaused(true);
        _extend(1, 2 * TERM, CUSTOMER_KEY);
        vm.assertEq(vault.holdOf(1), 2 * HOLD);
    }

    function test_whatWasSettledBeforeStaysSettled() public {
        _deposit(customer, HOLD);
        _pass(1000);
        _settle(1, 1000, false);
        _extend(1, 2 * TERM, CUSTOMER_KEY);
        vm.assertEq(vault.holdOf(1), 2 * HOLD - 1000 * uint256(RATE));
        vm.assertEq(vault.rental(1).usedSeconds, 1000);
    }
}

contract TokenExtendingTest is ExtendingTest, OfToken {}

contract NativeExtendingTest is ExtendingTest, OfCoin {}
