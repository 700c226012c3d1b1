// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

abstract contract OpeningTest is VaultTest {
    function test_openingMovesTheWholePriceIntoTheHold() public {
        _deposit(customer, HOLD + 7);
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalOpened(1, customer, provider, customer, RATE, TERM, FEE_BPS);
        _open(_order(1), CUSTOMER_KEY);
        vm.assertEq(vault.balanceOf(customer), 7);
        vm.assertEq(vault.holdOf(1), HOLD);
    }

    function test_aRentalReadsAsItWasSigned() public {
        _openRental(1);
        IGPUVault.Rental memory r = vault.rental(1);
        vm.assertEq(r.customer, customer);
        vm.assertEq(r.provider, provider);
        vm.assertEq(r.ratePerSecond, RATE);
        vm.assertEq(r.maxSeconds, TERM);
        vm.assertEq(r.openedAt, START);
        vm.assertEq(r.stoppedAt, 0);
        vm.assertEq(r.usedSeconds, 0);
        vm.assertEq(r.feeBps, FEE_BPS);
        vm.assertTrue(r.open);
    }

    function test_aRentalNeverOpenedReadsAsZeros() public view {
        IGPUVault.Rental memory none;
        vm.assertEq(keccak256(abi.encode(vault.rental(1))), keccak256(abi.encode(none)));
        vm.assertEq(vault.holdOf(1), 0);
    }

    function test_onlyOperatorsOpen() public {
        _deposit(customer, HOLD);
        IGPUVault.RentalOrder memory order = _order(1);
        bytes memory signature = _sign(CUSTOMER_KEY, _orderHash(order));
        _refuse(IGPUVault.NotOperator.selector, customer);
        vm.prank(customer);
        vault.openRental(order, signature);
        vm.prank(owner);
        vault.setOperator(operator, false);
        _refuse(IGPUVault.NotOperator.selector, operator);
        _open(order, signature);
    }

    function test_theBalanceMustCoverTheHold() public {
        _deposit(customer, HOLD - 1);
        _refuse(IGPUVault.InsufficientBalance.selector, HOLD - 1, HOLD);
        _open(_order(1), CUSTOMER_KEY);
    }

    function test_aRentalIdIsUsedOnceEvenAfterClosing() public {
        _openRental(1);
        _deposit(customer, HOLD);
        _refuse(IGPUVault.RentalExists.selector, 1);
        _open(_order(1), CUSTOMER_KEY);
        _settle(1, 0, true);
        _pass(365 days);
        _refuse(IGPUVault.RentalExists.selector, 1);
        _open(_order(1), CUSTOMER_KEY);
    }

    function test_aDeadlineIncludesTheSecondItNames() public {
        _deposit(customer, 2 * HOLD);
        IGPUVault.RentalOrder memory order = _order(1);
        IGPUVault.RentalOrder memory late = _order(2);
        vm.warp(order.deadline);
        _open(order, CUSTOMER_KEY);
        _pass(1);
        _refuse(IGPUVault.DeadlinePassed.selector, late.deadline);
        _open(late, CUSTOMER_KEY);
    }

    function test_aRateOfZeroIsRefused() public {
        IGPUVault.RentalOrder memory order = _order(1);
        order.ratePerSecond = 0;
        _refuse(IGPUVault.BadRate.selector);
        _open(order, CUSTOMER_KEY);
    }

    function test_termsLieBetweenAnHourAndThirtyDays() public {
        _deposit(customer, uint256(RATE) * 31 days);
        IGPUVault.RentalOrder memory order = _order(1);
        order.maxSeconds = 3599;
        _refuse(IGPUVault.BadTerm.selector, 3599);
        _open(order, CUSTOMER_KEY);
        order.maxSeconds = 2_592_001;
        _refuse(IGPUVault.BadTerm.selector, 2_592_001);
        _open(order, CUSTOMER_KEY);
        order.maxSeconds = type(uint32).max;
        _refuse(IGPUVault.BadTerm.selector, type(uint32).max);
        _open(order, CUSTOMER_KEY);
        order.maxSeconds = 3600;
        _open(order, CUSTOMER_KEY);
        (order.rentalId, order.maxSeconds) = (2, 2_592_000);
        _open(order, CUSTOMER_KEY);
    }

    function test_theZeroAddressProvidesNothing() public {
        IGPUVault.RentalOrder memory order = _order(1);
        order.provider = address(0);
        _refuse(IGPUVault.ZeroAddress.selector);
        _open(order, CUSTOMER_KEY);
    }

    function test_nobodyIsSignedForByTheZeroAddress() public {
        _give(address(this), 10 * HOLD);
        IGPUVault.RentalOrder memory order = _order(1);
        order.customer = address(0);
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, CUSTOMER_KEY);
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, new bytes(65));
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, "");
    }

    function test_aPauseStopsOpeningAndEndsAgain() public {
        _deposit(customer, HOLD);
        vm.prank(owner);
        vault.setOpeningPaused(true);
        _refuse(IGPUVault.OpeningPaused.selector);
        _open(_order(1), CUSTOMER_KEY);
        vm.prank(owner);
        vault.setOpeningPaused(false);
        _open(_order(1), CUSTOMER_KEY);
    }

    function test_theFeeIsFrozenIntoTheRental() public {
        _openRental(1);
        vm.prank(owner);
        vault.setFee(1000);
        _pass(TERM);
        _settle(1, TERM, true);
        vm.assertEq(vault.balanceOf(feeRecipient), HOLD * FEE_BPS / 10_000);
    }

    function test_theHighestRateForTheFullTermWorks() public {
        IGPUVault.RentalOrder memory order = _order(type(uint64).max);
        (order.ratePerSecond, order.maxSeconds) = (type(uint64).max, 30 days);
        uint256 hold = uint256(type(uint64).max) * 30 days;
        _deposit(customer, hold);
        _open(order, CUSTOMER_KEY);
        _pass(30 days);
        _settle(type(uint64).max, 30 days, true);
        uint256 fee = hold * FEE_BPS / 10_000;
        vm.assertEq(vault.balanceOf(provider), hold - fee);
        vm.assertEq(vault.balanceOf(feeRecipient), fee);
    }

    function test_oneWalletMayBeCustomerProviderAndFeeRecipient() public {
        vm.prank(owner);
        vault.setFeeRecipient(customer);
        _deposit(customer, HOLD);
        IGPUVault.RentalOrder memory order = _order(1);
        order.provider = customer;
        _open(order, CUSTOMER_KEY);
        _pass(100);
        _settle(1, 100, true);
        vm.assertEq(vault.balanceOf(customer), HOLD);
    }
}

contract TokenOpeningTest is OpeningTest, OfToken {}

contract NativeOpeningTest is OpeningTest, OfCoin {}
